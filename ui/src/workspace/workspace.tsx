import { useLayoutEffect } from 'react'
import type { ReadyProfile } from '../cache/boot'
import { useFirstMessages } from '../connect/first_message'
import { Inbox } from '../inbox/inbox'
import { useUi } from '../inbox/ui_state'
import { useTitle } from '../inbox/use_title'
import { SettingsPage } from '../settings/settings_page'
import { NoticeBar } from './notice_bar'
import { Rail } from './rail'
import { useWorkspaceKeys } from './use_workspace_keys'

/** The rail, and the page that one is on. */
export function Workspace({ profile }: { profile: ReadyProfile }) {
  const page = useUi((ui) => ui.page)
  useWorkspaceKeys()
  useTitle()
  useFirstMessages()
  useLanding(profile)
  return (
    <div className="flex h-full">
      <Rail />
      <div className="flex min-w-0 flex-1 flex-col">
        <NoticeBar />
        {page === 'inbox' ? <Inbox profile={profile} /> : <SettingsPage profile={profile} />}
      </div>
    </div>
  )
}

/** A workspace without a number begins where one is connected. */
function useLanding({ numbers }: ReadyProfile) {
  const isBare = numbers.length === 0
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the workspace opens
  useLayoutEffect(() => {
    if (isBare) useUi.getState().openSettings('integrations')
  }, [])
}
