import { ArrowUp } from 'lucide-react'
import { useRef } from 'react'
import { SkeletonRows } from '../boot/skeleton'
import { type ConversationList as Loaded, useConversationList } from '../cache/conversations'
import { useCounts } from '../cache/counts'
import { isNarrowed, USUAL_VIEW, useListView } from '../cache/list_view'
import { wordsOf } from '../cache/thread'
import { useUi } from '../inbox/ui_state'
import { focusComposer } from '../inbox/use_inbox_keys'
import { Button } from '../parts/button'
import type { WordKey } from '../words/keys'
import { t } from '../words/words'
import { markRow } from '../work/mark_row'
import { useWork } from '../work/work_state'
import { useHeldOrder } from './held_order'
import { NoConversations } from './no_conversations'
import { RowList, type RowListHandle } from './row_list'

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
  if (query.data.rows.length === 0) return <Nothing hasNumber={hasNumber} />
  return <Rows list={query.data} loadMore={loadMore} />
}

/** Nothing at all, nothing that is open, or nothing that the filters let through. */
function Nothing({ hasNumber }: { hasNumber: boolean }) {
  const view = useListView((state) => state.view)
  const setFilter = useListView((state) => state.setFilter)
  const counts = useCounts()
  const isBare = counts === undefined || counts.open + counts.snoozed + counts.closed === 0
  if (isBare && !isNarrowed(view)) return <NoConversations hasNumber={hasNumber} />
  return (
    <div role="status" className="flex min-h-0 flex-1 flex-col items-start gap-3 overflow-y-auto p-4">
      <div className="flex flex-col gap-1">
        <h2 className="font-semibold">{t(isNarrowed(view) ? 'view-nothing-fits' : NOTHING[view.filter.status])}</h2>
        {!isNarrowed(view) && view.filter.status === 'open' && <p className="text-ink-2">{t('view-all-done')}</p>}
      </div>
      {isNarrowed(view) && (
        <Button onPress={() => setFilter({ ...USUAL_VIEW.filter, status: view.filter.status })}>{t('view-clear')}</Button>
      )}
    </div>
  )
}

const NOTHING = {
  open: 'view-nothing-open',
  snoozed: 'view-nothing-snoozed',
  closed: 'view-nothing-closed',
  all: 'list-empty-title',
} as const satisfies Record<string, WordKey>

function Rows({ list, loadMore }: { list: Loaded; loadMore: () => Promise<void> }) {
  const selected = useUi((ui) => ui.selected)
  const open = useUi((ui) => ui.open)
  const marked = useWork((work) => work.marked)
  const handle = useRef<RowListHandle>(null)
  const { shown, waiting, onPointerMove, onPointerLeave, onScrolled } = useHeldOrder(list.rows)
  return (
    <div className="relative flex min-h-0 flex-1 flex-col" onPointerMove={onPointerMove} onPointerLeave={onPointerLeave}>
      {waiting > 0 && (
        <Button
          className="absolute top-2 left-1/2 z-10 h-7! -translate-x-1/2 rounded-full! border-transparent! bg-float! px-3! text-accent-ink! shadow-float animate-arrive"
          onPress={() => {
            handle.current?.toTop()
            onScrolled(false)
          }}
        >
          <ArrowUp size={14} strokeWidth={2} />
          {t('list-new', { count: waiting })}
        </Button>
      )}
      <RowList
        ref={handle}
        label={t('list-label')}
        rows={shown}
        hasMore={list.next !== null}
        selected={selected}
        marked={marked}
        onMark={(id, isRange) => markRow(shown, id, isRange)}
        onChoose={(id) => {
          useWork.getState().unmark()
          open(id)
          requestAnimationFrame(focusComposer)
        }}
        onScrolled={onScrolled}
        onNearEnd={() => void loadMore()}
      />
    </div>
  )
}
