import type { WindowView } from '../api/generated'
import { hoursAndMinutes } from '../time/labels'
import { t } from '../words/words'

const HOUR_MS = 3_600_000
const SHOWN_BELOW_MS = 6 * HOUR_MS

/** The window at this moment: an open one closes by itself when its time has come. */
export function windowAt(view: WindowView, now: number): WindowView {
  return view.window === 'open' && view.closes_at_ms <= now ? { window: 'closed', closed_at_ms: view.closes_at_ms } : view
}

/** Time left to reply, as a shrinking ring; only when it is getting short. */
export function WindowRing({ view, now }: { view: WindowView; now: number }) {
  if (view.window !== 'open') return null
  const leftMs = view.closes_at_ms - now
  if (leftMs <= 0 || leftMs >= SHOWN_BELOW_MS) return null
  const colour = leftMs < HOUR_MS / 2 ? 'text-(--ring-red)' : leftMs < 2 * HOUR_MS ? 'text-(--ring-amber)' : 'text-(--ring-grey)'
  const words = t('window-closes-in', hoursAndMinutes(leftMs))
  const round = 2 * Math.PI * 5
  return (
    <svg viewBox="0 0 14 14" role="img" aria-label={words} className={`size-3.5 -rotate-90 ${colour}`}>
      <title>{words}</title>
      <circle cx="7" cy="7" r="5" fill="none" stroke="currentColor" strokeWidth="2" opacity="0.25" />
      <circle
        cx="7"
        cy="7"
        r="5"
        fill="none"
        stroke="currentColor"
        strokeWidth="2"
        strokeLinecap="round"
        strokeDasharray={`${(leftMs / SHOWN_BELOW_MS) * round} ${round}`}
      />
    </svg>
  )
}
