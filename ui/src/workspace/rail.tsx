import { Inbox as InboxIcon, Settings } from 'lucide-react'
import { useUi } from '../inbox/ui_state'
import { IconButton } from '../parts/button'
import { t } from '../words/words'
import { leaveSettings } from './use_workspace_keys'

const HERE = { 'aria-current': 'page', className: 'bg-chosen text-accent-ink! chosen-in-forced-colors' } as const

/** What the app has: today the inbox, and the settings below. */
export function Rail() {
  const page = useUi((ui) => ui.page)
  const openSettings = useUi((ui) => ui.openSettings)
  const open = useUi((ui) => ui.open)
  return (
    <nav
      aria-label={t('rail')}
      className="flex w-14 shrink-0 flex-col items-center justify-between border-e border-line bg-rail py-2.5 max-two:w-12"
    >
      <IconButton
        name={t('rail-inbox')}
        {...(page === 'inbox' ? HERE : {})}
        onPress={() => (page === 'inbox' ? open(null) : leaveSettings())}
      >
        <InboxIcon size={20} strokeWidth={1.5} />
      </IconButton>
      <IconButton name={t('rail-settings')} {...(page === 'settings' ? HERE : {})} onPress={() => openSettings()}>
        <Settings size={20} strokeWidth={1.5} />
      </IconButton>
    </nav>
  )
}
