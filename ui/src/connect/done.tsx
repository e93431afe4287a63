import { Check } from 'lucide-react'
import type { NumberCardView } from '../api/generated'
import { useNumbers } from '../cache/numbers'
import { useUi } from '../inbox/ui_state'
import { focusComposer } from '../inbox/use_inbox_keys'
import { NumberSummary } from '../numbers/number_summary'
import { Button } from '../parts/button'
import { PhoneNumber } from '../parts/phone_number'
import { Spinner } from '../parts/spinner'
import { t } from '../words/words'
import { leaveSettings } from '../workspace/use_workspace_keys'
import { useFirstMessage } from './first_message'

/** What is connected now, and the way to see that it works. */
export function Done({
  connected,
  isClosing,
  onClose,
}: {
  /** As they were when the connection was made. */
  connected: readonly NumberCardView[]
  isClosing: boolean
  onClose: () => void
}) {
  const known = new Map((useNumbers().data ?? []).map((n) => [n.phone_number_id, n]))
  const numbers = connected.map((n) => known.get(n.phone_number_id) ?? n)
  return (
    <div className="flex flex-col gap-4">
      {numbers.length > 0 && (
        <>
          <ul aria-label={t('done-numbers')} className="divide-y divide-line rounded-control border border-line">
            {numbers.map((number) => (
              <NumberSummary key={number.phone_number_id} number={number} />
            ))}
          </ul>
          <ul className="flex flex-col gap-2.5" aria-label={t('done-try')}>
            {numbers.map((number) => (
              <FirstMessage key={number.phone_number_id} number={number} />
            ))}
          </ul>
        </>
      )}
      <div data-answer className="flex flex-wrap gap-2">
        <Button
          look="primary"
          onPress={() => {
            onClose()
            leaveSettings()
          }}
        >
          {t('done-open-inbox')}
        </Button>
        <Button isPending={isClosing} onPress={onClose}>
          {t('close')}
        </Button>
      </div>
    </div>
  )
}

/** Ticks by itself when the first message on the number arrives. */
function FirstMessage({ number }: { number: NumberCardView }) {
  const first = useFirstMessage(number.phone_number_id)
  // The engine knows that one came, whatever this window has missed meanwhile.
  const hasArrived = first !== undefined || number.first_message_at_ms !== null
  const open = useUi((ui) => ui.open)
  return (
    <li className="flex items-start gap-2.5" data-arrived={hasArrived}>
      <span className="mt-0.5 shrink-0">
        {!hasArrived ? (
          <Spinner />
        ) : (
          <Check size={16} strokeWidth={2.25} aria-hidden="true" className="text-accent-ink animate-arrive" />
        )}
      </span>
      <div role="status" className="flex min-w-0 flex-col items-start gap-0.5">
        <p>
          {t('done-send')} <PhoneNumber>{number.display_phone_number}</PhoneNumber>
        </p>
        {first === undefined ? (
          <p className="text-[0.75rem] text-ink-2">{t(hasArrived ? 'done-arrived-some' : 'done-waiting')}</p>
        ) : (
          <>
            <p className="max-w-full truncate text-[0.75rem] text-ink-2">
              {t('done-arrived', { name: first.contact.display_name, text: first.last?.text ?? '' })}
            </p>
            <Button
              look="quiet"
              onPress={() => {
                open(first.id)
                leaveSettings()
                requestAnimationFrame(focusComposer)
              }}
            >
              {t('done-open-conversation')}
            </Button>
          </>
        )}
      </div>
    </li>
  )
}
