import { ArrowUp } from 'lucide-react'
import { useRef } from 'react'
import { SkeletonRows } from '../boot/skeleton'
import { type ConversationList as Loaded, useConversationList } from '../cache/conversations'
import { wordsOf } from '../cache/thread'
import { useUi } from '../inbox/ui_state'
import { focusComposer } from '../inbox/use_inbox_keys'
import { Button } from '../parts/button'
import { t } from '../words/words'
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
  if (query.data.rows.length === 0) return <NoConversations hasNumber={hasNumber} />
  return <Rows list={query.data} loadMore={loadMore} />
}

function Rows({ list, loadMore }: { list: Loaded; loadMore: () => Promise<void> }) {
  const selected = useUi((ui) => ui.selected)
  const open = useUi((ui) => ui.open)
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
        onChoose={(id) => {
          open(id)
          requestAnimationFrame(focusComposer)
        }}
        onScrolled={onScrolled}
        onNearEnd={() => void loadMore()}
      />
    </div>
  )
}
