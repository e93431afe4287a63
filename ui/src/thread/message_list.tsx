import { ArrowDown } from 'lucide-react'
import { type KeyboardEvent, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { Virtualizer, type VirtualizerHandle } from 'virtua'
import type { ConversationView } from '../api/generated'
import type { Thread } from '../cache/thread'
import { isTyping } from '../inbox/use_inbox_keys'
import { Button } from '../parts/button'
import { type Goal, useSearch } from '../search/search_state'
import { t } from '../words/words'
import { MessageRow } from './message_row'
import { firstUnreadOf, type ThreadRow, threadRows } from './thread_rows'
import { useArrivals } from './use_arrivals'
import { useMarkRead } from './use_mark_read'

/** Closer to the end than this counts as being there. */
const AT_END_PX = 32
/** What was said before shows this much above the "New" line when a thread opens there. */
const ABOVE_NEW_PX = 72
/** Older pages are asked for this early. */
const AHEAD_PX = 900

export function MessageList({
  conversation,
  thread,
  loadOlder,
  loadNewer,
  toNewest,
  olderFailed,
}: {
  conversation: ConversationView
  thread: Thread
  loadOlder: () => Promise<void>
  loadNewer: () => Promise<void>
  /** For a thread that was opened at an earlier message. */
  toNewest: () => void
  olderFailed: string | null
}) {
  // Where one left off is decided when the thread opens and stays while one reads.
  const [firstUnread] = useState(() => (thread.anchor === null ? firstUnreadOf(thread.rows, conversation.unread) : null))
  const isWhole = thread.newer === null
  const rows = useMemo(() => threadRows(thread.rows, firstUnread), [thread.rows, firstUnread])
  const virtual = useRef<VirtualizerHandle>(null)
  const scroller = useRef<HTMLDivElement>(null)
  // More unread than fit begin at the "New" line; what fits is at the end anyway.
  const goal = useGoal(conversation.id)
  const isAtEndAtFirst = firstUnread === null && isWhole && goal === null
  const pinned = useRef(isAtEndAtFirst)
  const lastOffset = useRef(0)
  const [isDown, setDown] = useState(isAtEndAtFirst)
  const atEnd = isDown && isWhole
  const [seenUpTo, setSeenUpTo] = useState(() => seenBefore(thread, firstUnread))
  const [current, setCurrent] = useState<string | null>(null)
  const isPrepend = usePrepend(rows)
  const newest = thread.rows[0]
  useArrivals(conversation.contact.display_name, newest)
  useMarkRead(conversation, newest?.at_ms ?? null, atEnd)

  const toEnd = useCallback(() => {
    const box = scroller.current
    if (box !== null) box.scrollTop = box.scrollHeight
  }, [])

  // Before painting, so that a new bubble never shows below the edge first. Our own message always brings us to the end.
  const newestId = newest?.id
  const isOurs = newest?.direction === 'out'
  const opened = useRef(false)
  useLayoutEffect(() => {
    if (opened.current && isOurs && isWhole) pinned.current = true
    if (pinned.current && newestId !== undefined) toEnd()
    opened.current = true
  }, [newestId, isOurs, isWhole, toEnd])

  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the thread opens
  useLayoutEffect(() => {
    if (firstUnread === null || goal !== null) return
    virtual.current?.scrollToIndex(
      rows.findIndex((row) => row.startsUnread),
      { align: 'start', offset: -ABOVE_NEW_PX },
    )
    // Rows are measured before the next paint; then it is known whether all of it fits.
    const frame = requestAnimationFrame(() => requestAnimationFrame(noteEnd))
    return () => cancelAnimationFrame(frame)
  }, [])

  // What one has searched for: in the middle, with the keyboard on it, and lit for a moment.
  const reached = useRef<Goal | null>(null)
  const [lit, setLit] = useState<Goal | null>(null)
  useLayoutEffect(() => {
    if (goal === null || goal === reached.current) return
    const at = rows.findIndex((row) => row.message.id === goal.messageId)
    if (at === -1) return
    reached.current = goal
    pinned.current = false
    setLit(goal)
    // Where one types on, the keyboard stays.
    const isElsewhere = isTyping(document.activeElement)
    if (!isElsewhere) setCurrent(goal.messageId)
    virtual.current?.scrollToIndex(at, { align: 'center' })
    const focus = () => {
      if (!isElsewhere) focusMessage(scroller.current, goal.messageId)
      noteEnd()
    }
    const frame = requestAnimationFrame(() => requestAnimationFrame(focus))
    return () => cancelAnimationFrame(frame)
  })

  // The composer grows, the window shrinks: the end stays in view.
  const isEmpty = rows.length === 0
  useEffect(() => {
    const box = scroller.current
    if (box === null || isEmpty) return
    const observer = new ResizeObserver(() => {
      if (pinned.current) toEnd()
    })
    observer.observe(box)
    return () => observer.disconnect()
  }, [isEmpty, toEnd])

  const newestAt = newest?.at_ms ?? 0
  useEffect(() => {
    if (atEnd) setSeenUpTo(newestAt)
  }, [atEnd, newestAt])

  // A short thread has nothing to scroll, so nothing else would ask for more.
  useEffect(() => {
    const box = scroller.current
    if (thread.next !== null && box !== null && box.scrollHeight <= box.clientHeight + AHEAD_PX) void loadOlder()
  }, [thread, loadOlder])

  const noteEnd = () => {
    const box = scroller.current
    if (box === null) return
    const isEnd = box.scrollHeight - box.scrollTop - box.clientHeight <= AT_END_PX
    if (isEnd && isWhole) pinned.current = true
    setDown(isEnd || pinned.current)
  }

  const onScroll = (offset: number) => {
    // Growing content is not scrolling away: only a move upwards lets go of the end.
    if (offset < lastOffset.current - 2) pinned.current = false
    lastOffset.current = offset
    noteEnd()
    if (offset < AHEAD_PX) void loadOlder()
    const box = scroller.current
    if (!isWhole && box !== null && box.scrollHeight - offset - box.clientHeight < AHEAD_PX) void loadNewer()
  }

  const onKeyDown = (e: KeyboardEvent) => {
    if (e.key !== 'ArrowUp' && e.key !== 'ArrowDown') return
    const at = rows.findIndex((row) => row.message.id === current)
    const next = at === -1 ? rows.length - 1 : at + (e.key === 'ArrowUp' ? -1 : 1)
    const row = rows[next]
    if (row === undefined) return
    e.preventDefault()
    pinned.current = false
    setCurrent(row.message.id)
    virtual.current?.scrollToIndex(next, { align: 'nearest' })
    // At once where it is drawn already: the next key may come before the next frame, and belongs to this message.
    if (!focusMessage(scroller.current, row.message.id))
      requestAnimationFrame(() => focusMessage(scroller.current, row.message.id))
  }

  const unseen = atEnd || !isWhole ? 0 : countUnseen(thread, seenUpTo)
  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      {olderFailed !== null && (
        <p role="alert" className="flex items-center gap-3 bg-danger-ground px-6 py-2 text-danger">
          {olderFailed}
          <Button look="quiet" onPress={() => void loadOlder()}>
            {t('try-again')}
          </Button>
        </p>
      )}
      {isEmpty ? (
        <p className="m-auto p-6 text-ink-3">{t('thread-empty')}</p>
      ) : (
        // biome-ignore lint/a11y/useSemanticElements: the virtualiser places the rows, a <ul> would need them as direct children
        <div
          ref={scroller}
          role="list"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
          tabIndex={0}
          data-thread
          aria-label={t('thread-messages')}
          onKeyDown={onKeyDown}
          onBlur={(e) => {
            if (!e.currentTarget.contains(e.relatedTarget)) setCurrent(null)
          }}
          className="flex min-h-0 flex-1 flex-col overflow-x-hidden overflow-y-auto -outline-offset-2 [overflow-anchor:none]"
        >
          {/* Few messages sit at the bottom, next to the composer. */}
          <div className="grow" />
          <Virtualizer
            ref={virtual}
            data={rows}
            shift={isPrepend}
            bufferSize={600}
            onScroll={onScroll}
            onResize={() => {
              if (pinned.current) toEnd()
              // Rows that turn out shorter than they were taken for may bring the end into view without any scrolling.
              else noteEnd()
            }}
          >
            {(row) => (
              <MessageRow
                key={row.message.id}
                message={row.message}
                startsDay={row.startsDay}
                startsGroup={row.startsGroup}
                endsGroup={row.endsGroup}
                startsUnread={row.startsUnread}
                isCurrent={row.message.id === current}
                isLit={row.message.id === lit?.messageId}
              />
            )}
          </Virtualizer>
          <div className="h-4 shrink-0" />
        </div>
      )}
      {!atEnd && (
        <Button
          className="absolute bottom-3 left-1/2 h-8! -translate-x-1/2 rounded-full! border-transparent! bg-float! text-accent-ink! shadow-float animate-arrive"
          onPress={() => {
            if (!isWhole) return toNewest()
            pinned.current = true
            toEnd()
          }}
        >
          <ArrowDown size={14} strokeWidth={2} />
          {!isWhole ? t('thread-back-to-newest') : unseen > 0 ? t('thread-new', { count: unseen }) : t('thread-latest')}
        </Button>
      )}
    </div>
  )
}

/** Where one wants to go in this conversation. */
function useGoal(conversationId: string): Goal | null {
  const goal = useSearch((state) => state.goal)
  return goal?.conversationId === conversationId ? goal : null
}

function focusMessage(list: HTMLElement | null, id: string): boolean {
  const row = list?.querySelector<HTMLElement>(`[data-message="${CSS.escape(id)}"]`)
  row?.focus()
  return row != null
}

/** When what one has seen ends: before the first unread message, else at the newest. */
function seenBefore(thread: Thread, firstUnread: string | null): number {
  const unread = thread.rows.findIndex((m) => m.id === firstUnread)
  return thread.rows[unread === -1 ? 0 : unread + 1]?.at_ms ?? 0
}

function countUnseen(thread: Thread, seenUpTo: number): number {
  let count = 0
  for (const message of thread.rows) {
    if (message.at_ms <= seenUpTo) break
    if (message.direction === 'in') count += 1
  }
  return count
}

/** Whether the newest change of the rows put older ones in front: the place on screen is then kept from the end. */
function usePrepend(rows: readonly ThreadRow[]): boolean {
  const was = useRef({ rows, isPrepend: false })
  if (was.current.rows !== rows) {
    const before = was.current.rows
    const isPrepend =
      rows.length > before.length &&
      before.at(0)?.message.id !== rows.at(0)?.message.id &&
      before.at(-1)?.message.id === rows.at(-1)?.message.id
    was.current = { rows, isPrepend }
  }
  return was.current.isPrepend
}
