import { Ban, Check, CheckCheck, CircleAlert, CircleHelp, Clock, Pause } from 'lucide-react'
import type { MessageState } from '../api/generated'

/** Where one of our messages is, as the tick people know. Decorative: the words are beside it. */
export function StateIcon({ state, size = 15 }: { state: MessageState; size?: number }) {
  const props = { size, strokeWidth: 1.75, 'aria-hidden': true, 'data-state': state } as const
  switch (state) {
    case 'queued':
    case 'sending':
      return <Clock {...props} size={size - 2} />
    case 'accepted':
      return <Check {...props} className="opacity-55" />
    case 'sent':
      return <Check {...props} />
    case 'delivered':
      return <CheckCheck {...props} />
    case 'read':
      return <CheckCheck {...props} strokeWidth={2} className="text-accent-ink" />
    case 'failed':
      return <CircleAlert {...props} className="text-danger" />
    case 'held':
      return <Pause {...props} size={size - 2} fill="currentColor" strokeWidth={0} className="text-amber" />
    case 'unknown':
      return <CircleHelp {...props} className="text-amber" />
    case 'cancelled':
      return <Ban {...props} size={size - 2} />
  }
}
