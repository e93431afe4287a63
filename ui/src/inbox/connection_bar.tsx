import type { ConnectionView } from '../api/generated'
import { useConnection } from '../cache/boot'
import { useSeconds } from '../time/now'
import { t } from '../words/words'

/** How we are connected, in words, and only when there is something to say. */
export function ConnectionBar() {
  const connection = useConnection()
  if (connection.state === 'live' || connection.state === 'idle') return <div role="status" className="sr-only" />
  return (
    <div
      role="status"
      className={`mx-3 mb-2 rounded-control px-3 py-2 text-[0.75rem] leading-snug ${
        connection.state === 'offline'
          ? 'bg-amber-ground text-amber'
          : connection.state === 'refused'
            ? 'bg-danger-ground text-danger'
            : 'bg-hover text-ink-2'
      }`}
    >
      <Words connection={connection} />
    </div>
  )
}

function Words({ connection }: { connection: ConnectionView }) {
  switch (connection.state) {
    case 'idle':
    case 'live':
      return null
    case 'connecting':
      return t('connection-connecting')
    case 'catching_up':
      return <CatchingUp applied={connection.applied} head={connection.head} />
    case 'offline':
      return (
        <>
          <span title={connection.reason}>{t('connection-offline')}</span>
          <NextTry atMs={connection.retry_at_ms} />
        </>
      )
    case 'refused':
      return connection.reason
  }
}

function CatchingUp({ applied, head }: { applied: number; head: number }) {
  const words = t('connection-catching-up', { applied, head })
  return (
    <div className="flex flex-col gap-1.5">
      <span className="tabular-nums">{words}</span>
      <progress
        aria-label={words}
        value={applied}
        max={Math.max(head, 1)}
        className="h-1 w-full appearance-none overflow-hidden rounded-full bg-line [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-line [&::-webkit-progress-value]:bg-accent"
      />
    </div>
  )
}

/** Counts down silently: a screen reader would otherwise hear every second. */
function NextTry({ atMs }: { atMs: number | null }) {
  const now = useSeconds()
  if (atMs === null) return null
  const seconds = Math.ceil((atMs - now) / 1_000)
  return (
    <span aria-hidden="true" className="tabular-nums">
      {' '}
      {seconds > 0 ? t('connection-next-try', { seconds }) : t('connection-trying')}
    </span>
  )
}

/** How we are connected, for the settings: one line for every state. */
export function connectionWords(connection: ConnectionView): string {
  switch (connection.state) {
    case 'idle':
      return t('connection-idle')
    case 'connecting':
      return t('connection-connecting')
    case 'catching_up':
      return t('connection-catching-up', { applied: connection.applied, head: connection.head })
    case 'live':
      return t('connection-live')
    case 'offline':
    case 'refused':
      return connection.reason
  }
}
