import { type KeyboardEvent, memo, useState } from 'react'
import { call } from '../api/call'
import type { MessageView } from '../api/generated'
import { keys } from '../cache/keys'
import { RawDialog } from '../parts/raw_dialog'
import { useCopy } from '../parts/use_copy'
import { dayName, daysAgo, exactTime } from '../time/labels'
import { useNow } from '../time/now'
import { t } from '../words/words'
import { Bubble } from './bubble'
import { HoverActions, type MenuPlace, MessageMenu, menuPlace } from './message_actions'
import { NotePaper } from './note_paper'
import { Problem } from './problem'

export const MessageRow = memo(function MessageRow({
  message,
  startsDay,
  startsGroup,
  endsGroup,
  startsUnread,
  isCurrent,
  isLit,
}: {
  message: MessageView
  startsDay: boolean
  startsGroup: boolean
  endsGroup: boolean
  startsUnread: boolean
  /** Reached with the arrow keys; shows what the pointer would show. */
  isCurrent: boolean
  /** What one has searched for: lit for a moment. */
  isLit: boolean
}) {
  const isOurs = message.direction === 'out'
  const isNote = message.note !== null
  const [isNear, setNear] = useState(false)
  const [menu, setMenu] = useState<MenuPlace | null>(null)
  const [isRawOpen, setRawOpen] = useState(false)
  const { copied, copy } = useCopy(message.text ?? '')
  const canCopy = Boolean(message.text)

  const onKeyDown = (e: KeyboardEvent) => {
    if (e.target !== e.currentTarget || !canCopy || e.key.toLowerCase() !== 'c' || e.ctrlKey || e.metaKey || e.altKey) return
    e.preventDefault()
    copy()
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: see the list it is in
    <div
      role="listitem"
      tabIndex={-1}
      data-message={message.id}
      onKeyDown={onKeyDown}
      className={`group/row px-6 outline-none max-two:px-3 ${startsGroup ? 'pt-2.5' : 'pt-0.5'} ${endsGroup ? 'pb-0.5' : ''}`}
    >
      {startsDay && <Day atMs={message.at_ms} />}
      {startsUnread && <UnreadMark />}
      <div
        className={`flex flex-col ${isNote ? 'items-stretch' : isOurs ? 'items-end' : 'items-start'} ${isLit ? 'animate-lit' : ''}`}
      >
        {!isNote && <span className="sr-only">{t(isOurs ? 'thread-you-said' : 'thread-they-said')}</span>}
        {/* biome-ignore lint/a11y/noStaticElementInteractions: what the pointer offers here has a key on the row */}
        <div
          className={`relative text-message ${isNote ? '' : 'max-w-[min(68ch,82%)] max-two:max-w-[90%]'}`}
          onPointerEnter={() => setNear(true)}
          onPointerLeave={() => setNear(false)}
          onContextMenu={(e) => {
            const place = canCopy || message.has_raw ? menuPlace(e) : null
            if (place === null) return
            e.preventDefault()
            setMenu(place)
          }}
        >
          {message.note !== null ? (
            <NotePaper message={message} note={message.note} />
          ) : (
            <Bubble
              message={message}
              startsGroup={startsGroup}
              endsGroup={endsGroup}
              isCurrent={isCurrent}
              showRaw={() => setRawOpen(true)}
            />
          )}
          {canCopy && (isNear || isCurrent || menu !== null || copied !== 'no') && (
            <div className={`absolute top-0.5 ${isNote ? 'end-1' : isOurs ? 'end-full pe-1' : 'start-full ps-1'}`}>
              <HoverActions copied={copied} onCopy={copy} />
            </div>
          )}
          {menu !== null && (
            <MessageMenu
              place={menu}
              onClose={() => setMenu(null)}
              onCopy={canCopy ? copy : null}
              onShowRaw={message.has_raw ? () => setRawOpen(true) : null}
            />
          )}
        </div>
        {message.outgoing !== null && <Problem message={message} outgoing={message.outgoing} />}
        {isRawOpen && (
          <RawDialog
            queryKey={keys.raw(message.id)}
            load={() => call('raw_message', { message_id: message.id })}
            onClose={() => setRawOpen(false)}
          />
        )}
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
