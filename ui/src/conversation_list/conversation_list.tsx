import { ArrowUp } from 'lucide-react'
import { useEffect, useMemo, useRef } from 'react'
import { ListBox, ListBoxItem, ListLayout, type Selection, Virtualizer } from 'react-aria-components'
import { SkeletonRows } from '../boot/skeleton'
import { type Place, useConversationList } from '../cache/conversations'
import { wordsOf } from '../cache/thread'
import { useUi } from '../inbox/ui_state'
import { focusComposer } from '../inbox/use_inbox_keys'
import { Button } from '../parts/button'
import { t } from '../words/words'
import { ConversationRow } from './conversation_row'
import { useHeldOrder } from './held_order'
import { NoConversations } from './no_conversations'

const ROW_PX = 64
/** Pages are asked for this early, so that the end is rarely seen. */
const AHEAD_PX = 20 * ROW_PX
const LAYOUT = { rowSize: ROW_PX, padding: 0 }
const NONE: readonly Place[] = []

export function ConversationList({ hasNumber }: { hasNumber: boolean }) {
  const { query, loadMore } = useConversationList()
  if (query.data === undefined) {
    return query.error === null ? (
      <div aria-busy="true" className="overflow-hidden">
        <SkeletonRows />
      </div>
    ) : (
      <div className="flex flex-col items-start gap-2 p-4">
        <p className="selectable text-ink-2">{wordsOf(query.error)}</p>
        <Button onPress={() => void query.refetch()}>{t('try-again')}</Button>
      </div>
    )
  }
  if (query.data.rows.length === 0) return <NoConversations hasNumber={hasNumber} />
  return <Rows rows={query.data.rows} loadMore={loadMore} />
}

function Rows({ rows, loadMore }: { rows: readonly Place[]; loadMore: () => Promise<void> }) {
  const selected = useUi((ui) => ui.selected)
  const open = useUi((ui) => ui.open)
  const box = useRef<HTMLDivElement>(null)
  const { shown, waiting, onPointerMove, onPointerLeave, onScrolled } = useHeldOrder(rows)
  const ids = useRowIds(shown)
  const selectedKeys = useMemo(() => (selected === null ? [] : [selected]), [selected])

  // J and K may choose a row that is out of sight. Later moves of that row must not drag the list along.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when another one is chosen
  useEffect(() => {
    const list = box.current
    const at = selected === null ? -1 : ids.findIndex((row) => row.id === selected)
    if (list === null || at === -1) return
    const top = at * ROW_PX
    if (top < list.scrollTop) list.scrollTop = top
    else if (top + ROW_PX > list.scrollTop + list.clientHeight) list.scrollTop = top + ROW_PX - list.clientHeight
  }, [selected])

  function choose(keys: Selection) {
    const [key] = keys === 'all' ? [] : keys
    if (typeof key !== 'string') return
    open(key)
    requestAnimationFrame(focusComposer)
  }

  return (
    <div
      className="relative flex min-h-0 flex-1 flex-col"
      onPointerMove={onPointerMove}
      onPointerLeave={onPointerLeave}
      onKeyDownCapture={(e) => {
        // On the row that is open already there is nothing to choose, only to go on to.
        if (e.key === 'Enter') requestAnimationFrame(focusComposer)
      }}
    >
      {waiting > 0 && (
        <Button
          className="absolute top-2 left-1/2 z-10 h-7! -translate-x-1/2 rounded-full! border-transparent! bg-float! px-3! text-accent! shadow-float animate-arrive"
          onPress={() => {
            if (box.current !== null) box.current.scrollTop = 0
            onScrolled(false)
          }}
        >
          <ArrowUp size={14} strokeWidth={2} />
          {t('list-new', { count: waiting })}
        </Button>
      )}
      <Virtualizer layout={ListLayout} layoutOptions={LAYOUT}>
        <ListBox
          ref={box}
          aria-label={t('list-label')}
          items={ids}
          selectionMode="single"
          selectionBehavior="toggle"
          disallowEmptySelection
          selectedKeys={selectedKeys}
          onSelectionChange={choose}
          className="min-h-0 flex-1 overflow-x-hidden overflow-y-auto outline-none"
          onScroll={(e) => {
            const list = e.currentTarget
            onScrolled(list.scrollTop > ROW_PX / 2)
            if (list.scrollHeight - list.scrollTop - list.clientHeight < AHEAD_PX) void loadMore()
          }}
        >
          {RowItem}
        </ListBox>
      </Virtualizer>
    </div>
  )
}

/** The collection sees ids only, each always as the same object: a change inside a row is none of its business. */
function useRowIds(shown: readonly Place[]): readonly { id: string }[] {
  const kept = useRef(new Map<string, { id: string }>())
  return useMemo(() => {
    const known = kept.current
    const ids = (shown ?? NONE).map(({ id }) => known.get(id) ?? { id })
    kept.current = new Map(ids.map((row) => [row.id, row]))
    return ids
  }, [shown])
}

function RowItem({ id }: { id: string }) {
  return (
    <ListBoxItem
      id={id}
      textValue={id}
      className="group size-full cursor-default outline-none focus-visible:outline-2 focus-visible:-outline-offset-2 focus-visible:outline-accent"
    >
      <ConversationRow id={id} />
    </ListBoxItem>
  )
}
