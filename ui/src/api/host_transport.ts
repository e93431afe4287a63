import { t } from '../words/words'
import type { Event } from './generated'
import { type CommandName, CommandRefused, isApiError, type Request, type Response, type Transport } from './transport'

const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 8_000
/** Browsers allow 64 KiB; a character may take three bytes. */
const KEPT_ALIVE_CHARS = 20_000

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
    throw new CommandRefused(await refusal(answer))
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
        timer = setTimeout(open, waitMs)
      }
    }
    open()
    return () => {
      stopped = true
      clearTimeout(timer)
      socket?.close()
    }
  }
}

async function refusal(answer: globalThis.Response) {
  const body: unknown = await answer.json().catch(() => null)
  if (isApiError(body)) return body
  const message = answer.status === 401 ? t('error-session-ended') : t('error-unexpected', { detail: `HTTP ${answer.status}` })
  return { code: 'refused' as const, message, retry_after_ms: null }
}
