import type { Event } from './generated'
import type { CommandName, Request, Response, Transport } from './transport'

let transport: Transport | null = null

/** Chosen once, before the first screen. Tests choose theirs before each story. */
export function chooseTransport(chosen: Transport) {
  transport = chosen
}

function chosen(): Transport {
  if (transport === null) throw new Error('a transport is chosen before the first call')
  return transport
}

/** The one way to ask the engine for something. Rejects with a `CommandRefused`. */
export function call<C extends CommandName>(name: C, request: Request<C>): Promise<Response<C>> {
  return chosen().call(name, request)
}

/** The one way to hear from the engine. Returns the way to stop. */
export function subscribe(handler: (event: Event) => void): () => void {
  return chosen().subscribe(handler)
}
