import { useQueryClient } from '@tanstack/react-query'
import { NotebookPen } from 'lucide-react'
import { memo, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { ConversationView, FoundMessageView } from '../api/generated'
import { wordsOf } from '../cache/thread'
import { ConversationRow } from '../conversation_list/conversation_row'
import { Avatar } from '../parts/avatar'
import { Button } from '../parts/button'
import { kindOf } from '../parts/kinds'
import { exactTime, listTime } from '../time/labels'
import { useNow } from '../time/now'
import { t } from '../words/words'
import { Hits } from './hits'
import { FINDS, type Find, openFind, useFinds } from './use_finds'
import { useSearchPages } from './use_search_pages'

const ROW_PX = 64
const HEAD_PX = 28
const BEYOND = 6
const AHEAD_PX = 1_500

type Line =
  | { line: 'head'; words: string }
  | { line: 'person'; find: Find; view: ConversationView }
  | { line: 'message'; find: Find; found: FoundMessageView }

const personFind = ({ id }: ConversationView): Find => ({ id: `p-${id}`, conversationId: id, messageId: null })
const messageFind = ({ message, conversation }: FoundMessageView): Find => ({
  id: `m-${message.id}`,
  conversationId: conversation.id,
  messageId: message.id,
})

/** People first, then messages, newest first. */
function linesOf(people: readonly ConversationView[], messages: readonly FoundMessageView[]): Line[] {
  return [
    ...(people.length === 0 ? [] : [{ line: 'head', words: t('search-people') } as const]),
    ...people.map((view) => ({ line: 'person', find: personFind(view), view }) as const),
    ...(messages.length === 0 ? [] : [{ line: 'head', words: t('search-messages') } as const]),
    ...messages.map((found) => ({ line: 'message', find: messageFind(found), found }) as const),
  ]
}

export function SearchResults({ text }: { text: string }) {
  const { query, people, messages } = useSearchPages(text, null)
  if (query.error !== null && query.data === undefined) {
    return (
      <div role="alert" className="flex flex-col items-start gap-2 p-4">
        <p className="selectable text-ink-2">{wordsOf(query.error)}</p>
        <Button onPress={() => void query.refetch()}>{t('try-again')}</Button>
      </div>
    )
  }
  // An answer takes less than a frame; a skeleton would only flicker.
  if (query.data === undefined) return <div aria-busy="true" className="flex-1" />
  if (people.length === 0 && messages.length === 0) {
    return (
      <div role="status" className="flex flex-col gap-1 p-4">
        <h2 className="font-semibold">{t('search-nothing', { text: text.trim() })}</h2>
        <p className="text-ink-2">{t('search-nothing-hint')}</p>
      </div>
    )
  }
  return (
    <Finds
      people={people}
      messages={messages}
      isMore={query.hasNextPage}
      failed={query.error === null ? null : wordsOf(query.error)}
      onMore={() => void (query.isFetchingNextPage ? undefined : query.fetchNextPage())}
    />
  )
}

function Finds({
  people,
  messages,
  isMore,
  failed,
  onMore,
}: {
  people: readonly ConversationView[]
  messages: readonly FoundMessageView[]
  isMore: boolean
  failed: string | null
  onMore: () => void
}) {
  const lines = useMemo(() => linesOf(people, messages), [people, messages])
  const box = useRef<HTMLDivElement>(null)
  const [top, setTop] = useState(0)
  const active = useFinds((state) => state.active)
  const setFinds = useFinds((state) => state.setFinds)
  useLayoutEffect(() => {
    setFinds(lines.flatMap((line) => (line.line === 'head' ? [] : [line.find])))
  }, [lines, setFinds])

  const offsets = useMemo(() => {
    const list: number[] = [0]
    for (const line of lines) list.push((list.at(-1) ?? 0) + (line.line === 'head' ? HEAD_PX : ROW_PX))
    return list
  }, [lines])
  const height = offsets.at(-1) ?? 0
  const seen = box.current?.clientHeight || window.innerHeight
  const isAtEnd = isMore && failed === null && top + seen > height - AHEAD_PX
  // biome-ignore lint/correctness/useExhaustiveDependencies: each page that arrives may still not be enough
  useEffect(() => {
    if (isAtEnd) onMore()
  }, [isAtEnd, lines.length])

  // The active one stays in view.
  const activeAt = lines.findIndex((line) => line.line !== 'head' && line.find.id === active)
  useLayoutEffect(() => {
    const list = box.current
    const from = offsets[activeAt]
    if (list === null || from === undefined) return
    // The heading above the first one comes along.
    const upper = activeAt === 1 ? 0 : from
    if (upper < list.scrollTop) list.scrollTop = upper
    else if (from + ROW_PX > list.scrollTop + list.clientHeight) list.scrollTop = from + ROW_PX - list.clientHeight
  }, [activeAt, offsets])

  const edge = BEYOND * ROW_PX
  const drawn = lines
    .map((line, at) => ({ line, at, from: offsets[at] ?? 0 }))
    .filter(({ at, from }) => at === activeAt || (from > top - edge && from < top + seen + edge))
  const countOfFinds = isMore ? -1 : lines.filter((line) => line.line !== 'head').length
  return (
    <div
      ref={box}
      id={FINDS}
      role="listbox"
      aria-label={t('search-results')}
      tabIndex={-1}
      className="min-h-0 flex-1 overflow-x-hidden overflow-y-auto outline-none [overflow-anchor:none]"
      onScroll={(e) => setTop(e.currentTarget.scrollTop)}
    >
      <div role="presentation" className="relative" style={{ height }}>
        {drawn.map(({ line, at, from }) =>
          line.line === 'head' ? (
            <p
              key={line.words}
              role="presentation"
              className="absolute inset-x-0 flex h-7 items-center px-4 text-[0.75rem] font-semibold text-ink-2"
              style={{ transform: `translateY(${from}px)` }}
            >
              {line.words}
            </p>
          ) : (
            <FindRow
              key={line.find.id}
              line={line}
              from={from}
              at={at - (line.line === 'message' && people.length > 0 ? 1 : 0)}
              count={countOfFinds}
              isActive={line.find.id === active}
            />
          ),
        )}
      </div>
      {failed !== null && (
        <p role="alert" className="flex flex-col items-start gap-2 p-4 text-danger">
          {failed}
          <Button onPress={onMore}>{t('try-again')}</Button>
        </p>
      )}
    </div>
  )
}

const FindRow = memo(function FindRow({
  line,
  from,
  at,
  count,
  isActive,
}: {
  line: Exclude<Line, { line: 'head' }>
  from: number
  /** From one. */
  at: number
  count: number
  isActive: boolean
}) {
  const cache = useQueryClient()
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys go to the field
    // biome-ignore lint/a11y/useFocusableInteractive: the field has the focus and names the active one
    <div
      id={`find-${line.find.id}`}
      role="option"
      aria-selected={isActive}
      aria-posinset={at}
      aria-setsize={count}
      data-chosen={isActive || undefined}
      className="group absolute inset-x-0 h-16 cursor-default"
      style={{ transform: `translateY(${from}px)` }}
      onClick={() => {
        useFinds.getState().setActive(line.find.id)
        openFind(cache, line.find)
      }}
    >
      {line.line === 'person' ? <ConversationRow id={line.view.id} given={line.view} /> : <MessageFind found={line.found} />}
    </div>
  )
})

function MessageFind({ found: { message, conversation, snippet } }: { found: FoundMessageView }) {
  const now = useNow()
  const { contact } = conversation
  const isNote = message.kind === 'note'
  const kind = message.kind === 'text' || isNote ? null : kindOf(message.kind)
  return (
    <div className="flex h-16 items-center gap-3 px-3 transition-colors duration-100 [--badge-edge:var(--pane)] group-hover:bg-hover group-hover:[--badge-edge:var(--hover)] group-data-chosen:bg-chosen group-data-chosen:[--badge-edge:var(--chosen)] group-data-chosen:chosen-in-forced-colors">
      <Avatar contactId={contact.id} name={contact.profile_name ?? ''} size={40} />
      <div className="flex min-w-0 flex-1 flex-col gap-0.5">
        <div className="flex items-baseline gap-2">
          <bdi className="min-w-0 truncate font-medium">{contact.display_name}</bdi>
          <time
            dateTime={new Date(message.at_ms).toISOString()}
            title={exactTime(message.at_ms)}
            className="ms-auto shrink-0 text-meta text-ink-3 tabular-nums"
          >
            {listTime(message.at_ms, now)}
          </time>
        </div>
        <div className="flex h-[18px] min-w-0 items-center gap-1 text-ink-2">
          {isNote ? (
            <span className="flex shrink-0 items-center gap-1 text-amber">
              <NotebookPen size={14} strokeWidth={1.5} aria-hidden="true" />
              {t('kind-note')}
            </span>
          ) : (
            message.direction === 'out' && <span className="shrink-0 text-ink-3">{t('list-you')}</span>
          )}
          {kind !== null && <kind.Icon size={14} strokeWidth={1.5} aria-label={kind.word} className="shrink-0" />}
          <span className="min-w-0 truncate">
            <Hits parts={snippet} />
          </span>
        </div>
      </div>
    </div>
  )
}
