import { useQueryClient } from '@tanstack/react-query'
import { useConversation, useHasConversations } from '../cache/conversations'
import { reachNewest, useThread, wordsOf } from '../cache/thread'
import { Composer } from '../composer/composer'
import { ComposerNotice } from '../composer/composer_notice'
import { NoteComposer } from '../composer/note_composer'
import { WritingMode } from '../composer/writing_mode'
import { Button } from '../parts/button'
import { Key } from '../parts/key'
import { windowAt } from '../parts/window_ring'
import { FindBar } from '../search/find_bar'
import { useSearch } from '../search/search_state'
import { useNow } from '../time/now'
import { t } from '../words/words'
import { useWork } from '../work/work_state'
import { MessageList } from './message_list'
import { ThreadHeader } from './thread_header'

export function ThreadPane({ id, memberName }: { id: string | null; memberName: string }) {
  return id === null ? <NothingChosen /> : <OpenThread key={id} id={id} memberName={memberName} />
}

function OpenThread({ id, memberName }: { id: string; memberName: string }) {
  const conversation = useConversation(id)
  const { query, loadOlder, loadNewer, olderFailed } = useThread(id)
  const cache = useQueryClient()
  const isNoting = useWork((work) => work.noting === id)
  const isFinding = useSearch((search) => search.finding === id)
  const now = useNow()
  if (conversation === undefined) return null
  const window = windowAt(conversation.window, now)
  return (
    <>
      <ThreadHeader conversation={conversation} window={window} now={now} />
      {isFinding && <FindBar conversationId={id} />}
      {query.data !== undefined ? (
        <MessageList
          // Opened at another message, it is another place.
          key={query.data.anchor}
          conversation={conversation}
          thread={query.data}
          loadOlder={loadOlder}
          loadNewer={loadNewer}
          toNewest={() => {
            useSearch.getState().setGoal(null)
            void reachNewest(cache, id)
          }}
          olderFailed={olderFailed}
        />
      ) : query.error !== null ? (
        <div role="alert" className="m-auto flex max-w-sm flex-col items-center gap-3 p-6 text-center">
          <p className="selectable text-ink-2">{wordsOf(query.error)}</p>
          <Button onPress={() => void query.refetch()}>{t('try-again')}</Button>
        </div>
      ) : (
        <ThreadSkeleton />
      )}
      <WritingMode conversationId={id} isNoting={isNoting} />
      {isNoting ? (
        <NoteComposer conversation={conversation} memberName={memberName} />
      ) : window.window === 'open' ? (
        <Composer conversation={conversation} memberName={memberName} />
      ) : (
        <ComposerNotice window={window} hasDraft={conversation.draft !== ''} />
      )}
    </>
  )
}

function NothingChosen() {
  if (!useHasConversations()) return null
  return (
    <div className="m-auto flex flex-col items-center gap-4 p-6 text-ink-2">
      <p>{t('thread-none')}</p>
      <dl className="grid grid-cols-[auto_auto] items-center gap-x-3 gap-y-2 text-[0.75rem] text-ink-3">
        <dt className="flex justify-end gap-1">
          <Key name="J" />
          <Key name="K" />
        </dt>
        <dd>{t('key-walk')}</dd>
        <dt className="flex justify-end">
          <Key name="R" />
        </dt>
        <dd>{t('key-reply')}</dd>
        <dt className="flex justify-end">
          <Key name="?" />
        </dt>
        <dd>{t('key-help')}</dd>
      </dl>
    </div>
  )
}

function ThreadSkeleton() {
  return (
    <div aria-busy="true" className="flex flex-1 animate-[arrive_200ms_150ms_backwards] flex-col justify-end gap-3 px-6 py-4">
      <div className="h-10 w-[42%] animate-breathe rounded-bubble bg-line" />
      <div className="h-16 w-[55%] animate-breathe rounded-bubble bg-line" />
      <div className="h-10 w-[36%] animate-breathe self-end rounded-bubble bg-line" />
    </div>
  )
}
