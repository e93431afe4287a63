import { memo } from 'react'
import type { MessageView } from '../api/generated'
import { dayName, daysAgo, exactTime } from '../time/labels'
import { useNow } from '../time/now'
import { t } from '../words/words'
import { Bubble } from './bubble'
import { Problem } from './problem'

export const MessageRow = memo(function MessageRow({
  message,
  startsDay,
  startsGroup,
  endsGroup,
  startsUnread,
  isCurrent,
}: {
  message: MessageView
  startsDay: boolean
  startsGroup: boolean
  endsGroup: boolean
  startsUnread: boolean
  /** Reached with the arrow keys; shows what the pointer would show. */
  isCurrent: boolean
}) {
  const isOurs = message.direction === 'out'
  return (
    // biome-ignore lint/a11y/useSemanticElements: see the list it is in
    <div
      role="listitem"
      tabIndex={-1}
      data-message={message.id}
      className={`group/row px-6 outline-none max-two:px-3 ${startsGroup ? 'pt-2.5' : 'pt-0.5'} ${endsGroup ? 'pb-0.5' : ''}`}
    >
      {startsDay && <Day atMs={message.at_ms} />}
      {startsUnread && <UnreadMark />}
      <div className={`flex flex-col ${isOurs ? 'items-end' : 'items-start'}`}>
        <span className="sr-only">{t(isOurs ? 'thread-you-said' : 'thread-they-said')}</span>
        <Bubble message={message} startsGroup={startsGroup} endsGroup={endsGroup} isCurrent={isCurrent} />
        {message.outgoing !== null && <Problem message={message} outgoing={message.outgoing} />}
      </div>
    </div>
  )
})

function Day({ atMs }: { atMs: number }) {
  const days = daysAgo(atMs, useNow())
  return (
    <div className="flex justify-center pt-3 pb-3">
      <time dateTime={new Date(atMs).toISOString()} title={exactTime(atMs)} className="text-meta font-medium text-ink-3">
        {days === 0 ? t('day-today') : days === 1 ? t('day-yesterday') : dayName(atMs)}
      </time>
    </div>
  )
}

function UnreadMark() {
  return (
    <div className="flex items-center gap-3 py-2 text-meta font-medium text-accent-ink before:h-px before:flex-1 before:bg-accent/30 after:h-px after:flex-1 after:bg-accent/30">
      {t('thread-unread-mark')}
    </div>
  )
}
