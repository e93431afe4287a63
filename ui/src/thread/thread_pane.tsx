import { useConversation, useHasConversations } from '../cache/conversations'
import { useThread, wordsOf } from '../cache/thread'
import { Composer } from '../composer/composer'
import { ComposerNotice } from '../composer/composer_notice'
import { NoteComposer } from '../composer/note_composer'
import { WritingMode } from '../composer/writing_mode'
import { Button } from '../parts/button'
import { Key } from '../parts/key'
import { windowAt } from '../parts/window_ring'
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
  const { query, loadOlder, olderFailed } = useThread(id)
  const isNoting = useWork((work) => work.noting === id)
  const now = useNow()
  if (conversation === undefined) return null
  const window = windowAt(conversation.window, now)
  return (
    <>
      <ThreadHeader conversation={conversation} window={window} now={now} />
      {query.data !== undefined ? (
        <MessageList conversation={conversation} thread={query.data} loadOlder={loadOlder} olderFailed={olderFailed} />
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
