import { Check, CircleAlert, Copy, Info, TriangleAlert, X } from 'lucide-react'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { Virtualizer, type VirtualizerHandle } from 'virtua'
import type { LogLevel, NumberLogLineView } from '../api/generated'
import { useNumbers } from '../cache/numbers'
import { Button, IconButton } from '../parts/button'
import { useCopy } from '../parts/use_copy'
import { exactTime, lineTime } from '../time/labels'
import { useNow } from '../time/now'
import type { WordKey } from '../words/keys'
import { t } from '../words/words'
import { nameOf } from './number_words'

/** Older lines are asked for this early. */
const AHEAD_PX = 900

const LEVELS: Record<LogLevel, { word: WordKey; look: string }> = {
  info: { word: 'log-info', look: 'text-ink-3' },
  warning: { word: 'log-warning', look: 'text-amber' },
  error: { word: 'log-error', look: 'text-danger' },
}

/** Which part spoke; one that this version does not know keeps its own word. */
const SUBJECTS: Record<string, WordKey> = {
  connect: 'log-subject-connect',
  webhook: 'log-subject-webhook',
  send: 'log-subject-send',
  check: 'log-subject-check',
  token: 'log-subject-token',
  person: 'log-subject-person',
}

function subjectOf(subject: string): string {
  const known = SUBJECTS[subject]
  return known === undefined ? subject : t(known)
}

/** A line as it is passed on. */
function lineText(line: NumberLogLineView, name: string): string {
  return [new Date(line.at_ms).toISOString(), line.level, name, line.subject, line.words].join('  ')
}

/** The lines in view of a log of any length. The arrow keys walk, C copies. */
export function LogLines({
  lines,
  onNearEnd,
  failed,
  onRetry,
}: {
  lines: readonly NumberLogLineView[]
  onNearEnd: () => void
  failed: string | null
  onRetry: () => void
}) {
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useRef<VirtualizerHandle>(null)
  const [current, setCurrent] = useState<string | null>(null)
  const numbers = useNumbers().data ?? []
  const names = new Map(numbers.map((n) => [n.phone_number_id, nameOf(n)]))

  function noteEnd() {
    const box = scroller.current
    if (box !== null && box.scrollHeight - box.scrollTop - box.clientHeight < AHEAD_PX) onNearEnd()
  }

  // A page that does not fill the screen brings no scrolling that would ask for the next.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each page that arrives
  useEffect(noteEnd, [lines.length])

  function onKeyDown(e: KeyboardEvent) {
    if (e.key !== 'ArrowUp' && e.key !== 'ArrowDown') return
    const at = lines.findIndex((line) => line.id === current)
    const next = at === -1 ? 0 : at + (e.key === 'ArrowUp' ? -1 : 1)
    const line = lines[next]
    if (line === undefined) return
    e.preventDefault()
    setCurrent(line.id)
    virtual.current?.scrollToIndex(next, { align: 'nearest' })
    const focus = () => scroller.current?.querySelector<HTMLElement>(`[data-line="${CSS.escape(line.id)}"]`)?.focus()
    focus()
    requestAnimationFrame(focus)
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: the virtualiser places the lines, a <ul> would need them as direct children
    <div
      ref={scroller}
      role="list"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
      tabIndex={0}
      aria-label={t('settings-log')}
      onKeyDown={onKeyDown}
      className="@container min-h-0 flex-1 overflow-x-hidden overflow-y-auto py-1.5 -outline-offset-2"
    >
      <Virtualizer ref={virtual} data={lines} bufferSize={600} onScroll={noteEnd}>
        {(line) => (
          <Line
            key={line.id}
            line={line}
            name={names.get(line.phone_number_id) ?? line.phone_number_id}
            isCurrent={line.id === current}
          />
        )}
      </Virtualizer>
      {failed !== null && (
        <p role="alert" className="flex items-center gap-3 px-6 py-2 text-danger">
          {failed}
          <Button look="quiet" onPress={onRetry}>
            {t('try-again')}
          </Button>
        </p>
      )}
    </div>
  )
}

function LevelMark({ level }: { level: LogLevel }) {
  const props = { size: 14, strokeWidth: 1.75, 'aria-hidden': true } as const
  switch (level) {
    case 'info':
      return <Info {...props} />
    case 'warning':
      return <TriangleAlert {...props} />
    case 'error':
      return <CircleAlert {...props} />
  }
}

function Line({ line, name, isCurrent }: { line: NumberLogLineView; name: string; isCurrent: boolean }) {
  const now = useNow()
  const { copied, copy } = useCopy(lineText(line, name))
  const { word, look } = LEVELS[line.level]
  const CopyIcon = copied === 'yes' ? Check : copied === 'refused' ? X : Copy
  return (
    // biome-ignore lint/a11y/useSemanticElements: as the list
    <div
      role="listitem"
      tabIndex={-1}
      data-line={line.id}
      data-level={line.level}
      onKeyDown={(e) => {
        if (e.target !== e.currentTarget || e.key.toLowerCase() !== 'c' || e.ctrlKey || e.metaKey || e.altKey) return
        e.preventDefault()
        copy()
      }}
      className="group/line relative grid grid-cols-[1rem_minmax(0,1fr)] items-baseline gap-x-2.5 px-6 py-1 -outline-offset-2 hover:bg-hover focus-within:bg-hover max-two:px-4 @min-[760px]:grid-cols-[1rem_8rem_9rem_5.5rem_minmax(0,1fr)]"
    >
      <span className={`row-span-2 self-start pt-0.5 @min-[760px]:row-span-1 ${look}`}>
        <LevelMark level={line.level} />
        <span className="sr-only">{t(word)}</span>
      </span>
      <span className="col-start-2 flex min-w-0 flex-wrap gap-x-3 text-ink-2 @min-[760px]:contents">
        <time
          dateTime={new Date(line.at_ms).toISOString()}
          title={exactTime(line.at_ms)}
          className="selectable truncate tabular-nums"
        >
          {lineTime(line.at_ms, now)}
        </time>
        <span className="selectable truncate">
          <bdi>{name}</bdi>
        </span>
        <span className="selectable truncate">{subjectOf(line.subject)}</span>
      </span>
      <span
        className={`selectable col-start-2 pe-8 wrap-anywhere @min-[760px]:col-start-auto ${line.level === 'info' ? '' : look}`}
      >
        {line.words}
      </span>
      <IconButton
        name={t('log-copy')}
        excludeFromTabOrder={!isCurrent}
        onPress={copy}
        className="absolute! inset-e-3 top-0 size-7! opacity-0 group-focus-within/line:opacity-100 group-hover/line:opacity-100 max-two:inset-e-1"
      >
        <CopyIcon size={14} strokeWidth={1.75} />
      </IconButton>
    </div>
  )
}
