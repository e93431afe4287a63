import { invoke } from '@tauri-apps/api/core'
import { listen } from '@tauri-apps/api/event'
import { t } from '../words/words'
import type { Event } from './generated'
import { type CommandName, CommandRefused, isApiError, type Request, type Response, type Transport } from './transport'

/** Inside the desktop window: straight to the engine in the same process. */
export class DesktopTransport implements Transport {
  async call<C extends CommandName>(command: C, request: Request<C>): Promise<Response<C>> {
    try {
      return await invoke<Response<C>>('call', { command, request })
    } catch (error) {
      if (isApiError(error)) throw new CommandRefused(error)
      throw new CommandRefused({
        code: 'internal',
        message: t('error-unexpected', { detail: String(error) }),
        retry_after_ms: null,
      })
    }
  }

  subscribe(handler: (event: Event) => void): () => void {
    const stop = listen<Event>('frontdesk', (e) => handler(e.payload))
    // What was said before the listener stood is unknown, so load once more.
    stop.then(() => handler({ event: 'resync' }))
    return () => {
      stop.then((unlisten) => unlisten())
    }
  }
}
