import { type KeyboardEvent, memo, type Ref, useEffect, useImperativeHandle, useRef, useState } from 'react'
import type { Place } from '../cache/conversations'
import { useWork } from '../work/work_state'
import { ConversationRow } from './conversation_row'

const ROW_PX = 64
/** Rows drawn beyond each edge, so that quick scrolling shows no gaps. */
const BEYOND = 6
/** The next page is asked for this early, so that the end is rarely seen. */
const AHEAD_ROWS = 30

export type RowListHandle = { toTop: () => void }

/**
 * The list box of conversations. Rows have one height, so which of them are in view is arithmetic: an arrival costs the rows on
 * screen, not the rows loaded. (React Aria's collections rebuild with every change of order; with thousands of rows and a message
 * every few milliseconds that is most of the time to paint.) The focus stays on the box, which names its active row.
 */
export function RowList({
  ref,
  label,
  rows,
  hasMore,
  selected,
  marked,
  onChoose,
  onMark,
  onScrolled,
  onNearEnd,
}: {
  ref: Ref<RowListHandle>
  label: string
  rows: readonly Place[]
  hasMore: boolean
  selected: string | null
  /** Those that something will be done with. */
  marked: ReadonlySet<string>
  onChoose: (id: string) => void
  /** `isRange`: all from the last marked one to this one. */
  onMark: (id: string, isRange: boolean) => void
  /** Whether one has left the top. */
  onScrolled: (isScrolled: boolean) => void
  onNearEnd: () => void
}) {
  const box = useRef<HTMLDivElement>(null)
  const [top, setTop] = useState(0)
  const [height, setHeight] = useState(window.innerHeight)
  const [active, setActive] = useState<string | null>(null)
  const activeId = active ?? selected ?? rows[0]?.id ?? null
  const activeAt = rows.findIndex((row) => row.id === activeId)
  useImperativeHandle(ref, () => ({ toTop: () => box.current?.scrollTo({ top: 0 }) }), [])

  useEffect(() => {
    const list = box.current
    if (list === null) return
    const observer = new ResizeObserver(() => setHeight(list.clientHeight))
    observer.observe(list)
    return () => observer.disconnect()
  }, [])

  function reveal(at: number) {
    const list = box.current
    if (list === null || at === -1) return
    const rowTop = at * ROW_PX
    if (rowTop < list.scrollTop) list.scrollTop = rowTop
    else if (rowTop + ROW_PX > list.scrollTop + list.clientHeight) list.scrollTop = rowTop + ROW_PX - list.clientHeight
  }

  // J and K may choose a row that is out of sight. Later moves of that row must not drag the list along.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when another one is chosen
  useEffect(() => {
    setActive(selected)
    reveal(rows.findIndex((row) => row.id === selected))
  }, [selected])

  const first = Math.max(0, top - BEYOND)
  const last = Math.min(rows.length, top + Math.ceil(height / ROW_PX) + BEYOND)
  const isNearEnd = hasMore && last > rows.length - AHEAD_ROWS
  // biome-ignore lint/correctness/useExhaustiveDependencies: each page that arrives may still not be enough
  useEffect(() => {
    if (isNearEnd) onNearEnd()
  }, [isNearEnd, rows.length, last])

  // What letters on the list are about.
  const setActiveRow = useWork((work) => work.setActiveRow)
  const [isFocused, setFocused] = useState(false)
  useEffect(() => setActiveRow(isFocused ? activeId : null), [isFocused, activeId, setActiveRow])
  useEffect(() => () => setActiveRow(null), [setActiveRow])

  const drawn = rows.slice(first, last).map((row, i) => ({ id: row.id, at: first + i }))
  // The active row stays drawn, because the box refers to it.
  if (activeId !== null && activeAt !== -1 && (activeAt < first || activeAt >= last)) drawn.push({ id: activeId, at: activeAt })

  function onKeyDown(e: KeyboardEvent) {
    const page = Math.max(1, Math.floor(height / ROW_PX) - 1)
    const steps: Record<string, number> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: page,
      PageUp: -page,
      Home: -rows.length,
      End: rows.length,
    }
    const step = steps[e.key]
    if (step !== undefined && !e.altKey && !e.ctrlKey && !e.metaKey) {
      const at = Math.min(rows.length - 1, Math.max(0, activeAt + step))
      setActive(rows[at]?.id ?? null)
      reveal(at)
    } else if ((e.key === 'Enter' || e.key === ' ') && activeId !== null) {
      onChoose(activeId)
    } else {
      return
    }
    e.preventDefault()
  }

  return (
    <div
      ref={box}
      data-list
      role="listbox"
      aria-multiselectable={marked.size > 0}
      tabIndex={0}
      aria-label={label}
      aria-activedescendant={activeId === null || activeAt === -1 ? undefined : `row-${activeId}`}
      className="group/list min-h-0 flex-1 overflow-x-hidden overflow-y-auto outline-none [overflow-anchor:none]"
      onKeyDown={onKeyDown}
      onFocus={() => setFocused(true)}
      onBlur={() => setFocused(false)}
      onScroll={(e) => {
        setTop(Math.floor(e.currentTarget.scrollTop / ROW_PX))
        onScrolled(e.currentTarget.scrollTop > ROW_PX / 2)
      }}
    >
      <div role="presentation" className="relative" style={{ height: rows.length * ROW_PX }}>
        {drawn.map(({ id, at }) => (
          <Slot
            key={id}
            id={id}
            at={at}
            count={hasMore ? -1 : rows.length}
            isSelected={id === selected}
            isActive={id === activeId}
            isMarked={marked.has(id)}
            isMarking={marked.size > 0}
            onChoose={onChoose}
            onMark={onMark}
          />
        ))}
      </div>
    </div>
  )
}

const Slot = memo(
  function Slot({
    id,
    at,
    count,
    isSelected,
    isActive,
    isMarked,
    isMarking,
    onChoose,
    onMark,
  }: {
    id: string
    at: number
    /** -1 while there are more than are loaded. */
    count: number
    isSelected: boolean
    isActive: boolean
    isMarked: boolean
    /** Chosen then means marked. */
    isMarking: boolean
    onChoose: (id: string) => void
    onMark: (id: string, isRange: boolean) => void
  }) {
    return (
      // biome-ignore lint/a11y/useKeyWithClickEvents: keys go to the list box, which has the focus
      // biome-ignore lint/a11y/useFocusableInteractive: the list box has the focus and names its active row
      <div
        id={`row-${id}`}
        role="option"
        aria-selected={isMarking ? isMarked : isSelected}
        data-chosen={isSelected || isMarked || undefined}
        aria-posinset={at + 1}
        aria-setsize={count}
        className={`group absolute inset-x-0 top-0 h-16 cursor-default ${
          isActive
            ? 'group-focus-visible/list:outline-2 group-focus-visible/list:-outline-offset-2 group-focus-visible/list:outline-accent'
            : ''
        }`}
        style={{ transform: `translateY(${at * ROW_PX}px)` }}
        onClick={(e) => {
          if (e.ctrlKey || e.metaKey || e.shiftKey) onMark(id, e.shiftKey)
          else onChoose(id)
        }}
      >
        <ConversationRow id={id} isMarked={isMarked} />
      </div>
    )
  },
  (a, b) =>
    a.id === b.id &&
    a.at === b.at &&
    a.count === b.count &&
    a.isSelected === b.isSelected &&
    a.isActive === b.isActive &&
    a.isMarked === b.isMarked &&
    a.isMarking === b.isMarking,
)
