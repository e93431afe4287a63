import { AlarmClock, Check, Pin } from 'lucide-react'
import { memo } from 'react'
import type { ConversationView } from '../api/generated'
import { useConversation } from '../cache/conversations'
import { statusAt } from '../cache/list_view'
import { Avatar } from '../parts/avatar'
import { WindowRing } from '../parts/window_ring'
import { exactTime, listTime, snoozeTime } from '../time/labels'
import { useNow } from '../time/now'
import { t } from '../words/words'
import { Chips } from '../work/chips'
import { LastLine } from './last_line'

/** Reads its own conversation, so that a change repaints this row and no other. */
export const ConversationRow = memo(function ConversationRow({
  id,
  given,
  isMarked = false,
}: {
  id: string
  given?: ConversationView
  isMarked?: boolean
}) {
  const conversation = useConversation(id, given)
  return conversation === undefined ? null : <Row conversation={conversation} isMarked={isMarked} />
})

function Row({ conversation, isMarked }: { conversation: ConversationView; isMarked: boolean }) {
  const now = useNow()
  const { contact, unread, last, pinned } = conversation
  const isUnread = unread > 0
  return (
    <div className="flex h-16 items-center gap-3 px-3 transition-colors duration-100 [--badge-edge:var(--pane)] group-hover:bg-hover group-hover:[--badge-edge:var(--hover)] group-data-chosen:bg-chosen group-data-chosen:[--badge-edge:var(--chosen)] group-data-chosen:chosen-in-forced-colors">
      {isMarked ? <Mark /> : <Avatar contactId={contact.id} name={contact.profile_name ?? ''} size={40} />}
      <div className="flex min-w-0 flex-1 flex-col gap-0.5">
        <div className="flex items-baseline gap-2">
          <bdi title={secondary(conversation)} className={`min-w-0 truncate ${isUnread ? 'font-semibold' : 'font-medium'}`}>
            {contact.display_name}
          </bdi>
          {contact.phone !== null && contact.phone !== contact.display_name && <span className="sr-only">{contact.phone}</span>}
          <span className="ms-auto" />
          {pinned && (
            <Pin
              size={12}
              strokeWidth={1.75}
              role="img"
              aria-label={t('list-pinned')}
              className="shrink-0 self-center text-ink-3"
            />
          )}
          <Status conversation={conversation} now={now} />
          {last !== null && (
            <time
              dateTime={new Date(last.at_ms).toISOString()}
              title={exactTime(last.at_ms)}
              className={`shrink-0 text-meta tabular-nums ${isUnread ? 'font-medium text-accent-ink' : 'text-ink-3'}`}
            >
              {listTime(last.at_ms, now)}
            </time>
          )}
        </div>
        <div className="flex h-[18px] items-center gap-2">
          <div className={`flex min-w-0 flex-1 items-center gap-1 ${isUnread ? 'text-ink' : 'text-ink-2'}`}>
            <LastLine conversation={conversation} />
          </div>
          <Chips labels={conversation.labels} />
          <WindowRing view={conversation.window} now={now} />
          {isUnread && (
            <span
              className="edge-in-forced-colors min-w-[18px] shrink-0 rounded-full bg-accent px-1.5 text-center text-meta leading-[18px] font-semibold text-on-accent tabular-nums"
              role="img"
              aria-label={t('list-unread', { count: unread })}
            >
              {unread >= 100 ? '99+' : unread}
            </span>
          )}
        </div>
      </div>
    </div>
  )
}

/** In place of the face: one of those that something will be done with. */
function Mark() {
  return (
    <div className="flex size-10 shrink-0 items-center justify-center rounded-full bg-accent text-on-accent">
      <Check size={18} strokeWidth={2.25} role="img" aria-label={t('list-marked')} />
    </div>
  )
}

/** Put aside: until when, or for good. */
function Status({ conversation, now }: { conversation: ConversationView; now: number }) {
  const status = statusAt(conversation, now)
  switch (status.status) {
    case 'open':
      return null
    case 'snoozed': {
      const words = t('list-snoozed', { time: snoozeTime(status.until_ms, now) })
      return (
        <span role="img" aria-label={words} title={words} className="flex shrink-0 items-center self-center text-ink-3">
          <AlarmClock size={13} strokeWidth={1.75} aria-hidden="true" />
        </span>
      )
    }
    case 'closed':
      return <span className="shrink-0 text-meta text-ink-3">{t('list-closed')}</span>
  }
}

/** Name and number are both there: the one that is not the headline is a hover away. */
function secondary({ contact, number }: ConversationView): string {
  const parts = [contact.phone, contact.username === null ? null : `@${contact.username}`]
  return [
    ...parts.filter((part) => part !== null && part !== contact.display_name),
    t('list-writes-to', { name: number.name }),
  ].join(' · ')
}
