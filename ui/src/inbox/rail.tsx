import { Inbox as InboxIcon, Settings } from 'lucide-react'
import { IconButton } from '../parts/button'
import { t } from '../words/words'
import { useUi } from './ui_state'

/** What the app has: today the inbox, and the settings below. */
export function Rail() {
  const setSettingsOpen = useUi((ui) => ui.setSettingsOpen)
  const open = useUi((ui) => ui.open)
  return (
    <nav
      aria-label={t('rail')}
      className="flex w-14 shrink-0 flex-col items-center justify-between border-e border-line bg-rail py-2.5 max-two:w-12"
    >
      <IconButton name={t('rail-inbox')} aria-current="page" className="bg-chosen text-accent-ink!" onPress={() => open(null)}>
        <InboxIcon size={20} strokeWidth={1.5} />
      </IconButton>
      <IconButton name={t('rail-settings')} onPress={() => setSettingsOpen(true)}>
        <Settings size={20} strokeWidth={1.5} />
      </IconButton>
    </nav>
  )
}
