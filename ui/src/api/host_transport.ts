import { t } from '../words/words'
import type { ApiError, Event } from './generated'
import { type CommandName, CommandRefused, isApiError, type Request, type Response, type Transport } from './transport'

const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 8_000
/** Browsers allow 64 KiB; a character may take three bytes. */
const KEPT_ALIVE_CHARS = 20_000

const NOT_LET_IN = 401

/** The host does not know our session: it was started anew, and only a new link helps. */
class NotLetIn extends CommandRefused {}

/** In an ordinary browser: `frontdesk-host` over loopback HTTP, with a WebSocket for events. */
export class HostTransport implements Transport {
  readonly #session: string

  constructor(session: string) {
    this.#session = session
  }

  async call<C extends CommandName>(command: C, request: Request<C>): Promise<Response<C>> {
    const body = JSON.stringify(request)
    let answer: globalThis.Response
    try {
      answer = await fetch(`/api/call/${command}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${this.#session}` },
        body,
        // A draft or a read mark of the last moment must arrive although the page is going; browsers do so for small bodies.
        keepalive: body.length < KEPT_ALIVE_CHARS,
      })
    } catch {
      throw new CommandRefused({ code: 'unreachable', message: t('error-host-gone'), retry_after_ms: null })
    }
    if (answer.ok) return (await answer.json()) as Response<C>
    const error = await refusal(answer)
    if (answer.status === NOT_LET_IN) throw new NotLetIn(error)
    throw new CommandRefused(error)
  }

  subscribe(handler: (event: Event) => void): () => void {
    let socket: WebSocket | null = null
    let timer: ReturnType<typeof setTimeout> | undefined
    let pauseMs = FIRST_PAUSE_MS
    let stopped = false

    const open = () => {
      const address = new URL('/api/events', window.location.href)
      address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:'
      socket = new WebSocket(address)
      socket.onopen = () => {
        // The host's first answer is a resync: what was said while there was no line is lost to this window.
        socket?.send(JSON.stringify({ session: this.#session }))
        pauseMs = FIRST_PAUSE_MS
      }
      socket.onmessage = (message) => handler(JSON.parse(String(message.data)) as Event)
      socket.onclose = () => {
        if (stopped) return
        const waitMs = pauseMs * (0.75 + Math.random() / 2)
        pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)
        handler({
          event: 'connection',
          connection: { state: 'offline', reason: t('error-host-gone'), retry_at_ms: Date.now() + Math.round(waitMs) },
        })
        timer = setTimeout(reopen, waitMs)
      }
    }
    // A host that was started anew answers, but not to us: trying on would hide that behind "not answering".
    const reopen = async () => {
      try {
        await this.call('boot', {})
      } catch (error) {
        if (stopped) return
        if (error instanceof NotLetIn) {
          handler({ event: 'connection', connection: { state: 'refused', reason: error.message } })
          return
        }
      }
      if (!stopped) open()
    }
    open()
    return () => {
      stopped = true
      clearTimeout(timer)
      socket?.close()
    }
  }
}

/** Why the host refused, in its own words where it gives any. */
export async function refusal(answer: globalThis.Response): Promise<ApiError> {
  const body: unknown = await answer.json().catch(() => null)
  if (isApiError(body)) return body
  const message = answer.status === 401 ? t('error-session-ended') : t('error-unexpected', { detail: `HTTP ${answer.status}` })
  return { code: 'refused', message, retry_after_ms: null }
}
