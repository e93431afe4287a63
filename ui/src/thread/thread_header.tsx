import { ChevronLeft } from 'lucide-react'
import type { ConversationView, WindowView } from '../api/generated'
import { useUi } from '../inbox/ui_state'
import { focusList } from '../inbox/use_inbox_keys'
import { Avatar } from '../parts/avatar'
import { IconButton } from '../parts/button'
import { WindowRing } from '../parts/window_ring'
import { exactTime, hoursAndMinutes } from '../time/labels'
import { t } from '../words/words'
import { ThreadActions } from '../work/thread_actions'

/** How long a window is when it has just opened. */
const FULL_MS = 24 * 3_600_000

export function ThreadHeader({ conversation, window, now }: { conversation: ConversationView; window: WindowView; now: number }) {
  const open = useUi((ui) => ui.open)
  const { contact, number } = conversation
  const second = [
    contact.phone === contact.display_name ? null : contact.phone,
    contact.username === null ? null : `@${contact.username}`,
  ]
    .filter((part) => part !== null)
    .join(' · ')
  return (
    <header className="flex h-14 shrink-0 items-center gap-3 border-b border-line bg-pane px-4 max-two:ps-1">
      <IconButton
        name={t('thread-back')}
        className="two:hidden"
        onPress={() => {
          open(null)
          requestAnimationFrame(focusList)
        }}
      >
        <ChevronLeft size={20} strokeWidth={1.5} />
      </IconButton>
      <Avatar contactId={contact.id} name={contact.profile_name ?? ''} size={36} />
      <div className="flex min-w-0 flex-1 flex-col">
        <h1 className="selectable truncate text-[0.9375rem] leading-tight font-semibold">
          <bdi>{contact.display_name}</bdi>
        </h1>
        <p
          className="selectable truncate text-[0.75rem] text-ink-2 tabular-nums"
          title={t('list-writes-to', { name: number.name })}
        >
          {second === '' ? t('list-writes-to', { name: number.name }) : second}
        </p>
      </div>
      <WindowWords window={window} now={now} />
      <ThreadActions conversation={conversation} now={now} />
    </header>
  )
}

function WindowWords({ window, now }: { window: WindowView; now: number }) {
  const place = 'flex shrink-0 items-center gap-1.5 text-[0.75rem] tabular-nums text-ink-2'
  switch (window.window) {
    case 'open': {
      // The clock on screen may be some seconds behind a customer who has just written.
      const left = hoursAndMinutes(Math.min(window.closes_at_ms - now, FULL_MS))
      return (
        <p className={place} title={t('window-closes-at', { time: exactTime(window.closes_at_ms) })}>
          <WindowRing view={window} now={now} />
          <span className="max-two:hidden">{t('window-closes-in', left)}</span>
          <span className="hidden max-two:inline">{t('window-left', left)}</span>
        </p>
      )
    }
    case 'closed':
      return (
        <p className={place} title={t('window-closed-at', { time: exactTime(window.closed_at_ms) })}>
          {t('window-closed')}
        </p>
      )
    case 'never':
      return <p className={place}>{t('window-never')}</p>
  }
}
