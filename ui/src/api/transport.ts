import type { ApiError, Commands, ErrorCode, Event } from './generated'

export type CommandName = keyof Commands
export type Request<C extends CommandName> = Commands[C]['request']
export type Response<C extends CommandName> = Commands[C]['response']

/** How the UI reaches the engine: one in the desktop window, one in a browser, one in tests. */
export interface Transport {
  /** Resolves to the response or rejects with a `CommandRefused`. */
  call<C extends CommandName>(command: C, request: Request<C>): Promise<Response<C>>
  /** Every event from now on. Returns the way to stop. */
  subscribe(handler: (event: Event) => void): () => void
}

/** A refused command, as an `Error` so that it has a stack and libraries treat it as one. */
export class CommandRefused extends Error {
  readonly code: ErrorCode
  /** The field of the request that it is about, if one is to blame. */
  readonly field: string | null
  readonly retryAfterMs: number | null

  constructor(error: ApiError) {
    super(error.message)
    this.name = 'CommandRefused'
    this.code = error.code
    this.field = error.field ?? null
    this.retryAfterMs = error.retry_after_ms
  }
}

export function isApiError(value: unknown): value is ApiError {
  return typeof value === 'object' && value !== null && 'code' in value && 'message' in value && typeof value.message === 'string'
}
