import { t } from '../words/words'
import type { ApiError } from './generated'
import { refusal } from './host_transport'
import { CommandRefused } from './transport'

const KEY = 'frontdesk-session'

/**
 * Exchanges the one-time token of the address (`#token=...`) for a session, which lives as long as the tab. The token leaves the
 * address at once, so that it is neither bookmarked nor shared.
 */
export async function openSession(): Promise<string> {
  let refused: ApiError = { code: 'refused', message: t('error-session-ended'), retry_after_ms: null }
  const token = new URLSearchParams(window.location.hash.slice(1)).get('token')
  if (token !== null) {
    window.history.replaceState(null, '', window.location.pathname + window.location.search)
    const answer = await fetch('/api/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token }),
    }).catch(() => {
      throw new CommandRefused({ code: 'unreachable', message: t('error-host-gone'), retry_after_ms: null })
    })
    if (answer.ok) {
      const { session } = (await answer.json()) as { session: string }
      sessionStorage.setItem(KEY, session)
    } else {
      refused = await refusal(answer)
    }
  }
  const session = sessionStorage.getItem(KEY)
  if (session === null) throw new CommandRefused(refused)
  return session
}
