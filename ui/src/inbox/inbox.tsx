import { type CSSProperties, useRef } from 'react'
import type { ReadyProfile } from '../cache/boot'
import { ConversationPane } from '../conversation_list/conversation_pane'
import { useNarrow } from '../parts/use_narrow'
import { ThreadPane } from '../thread/thread_pane'
import { t } from '../words/words'
import { NoticeLine } from '../work/notice_line'
import { useWorkKeys } from '../work/use_work_keys'
import { WorkDialogs } from '../work/work_dialogs'
import { Divider } from './divider'
import { useUi } from './ui_state'
import { useInboxKeys } from './use_inbox_keys'

/** The list and the thread. Below 680 px the list and the thread take turns. */
export function Inbox({ profile }: { profile: ReadyProfile }) {
  const selected = useUi((ui) => ui.selected)
  const listWidth = useUi((ui) => ui.listWidth)
  const isNarrow = useNarrow()
  const pane = useRef<HTMLElement>(null)
  useInboxKeys()
  useWorkKeys()
  return (
    <div
      className={`relative flex min-h-0 flex-1 ${selected === null ? 'max-two:[&>main]:hidden' : 'max-two:[&>[data-pane=list]]:hidden'}`}
    >
      <section
        ref={pane}
        data-pane="list"
        // Where it is all there is to see, it is the page's main part.
        {...(isNarrow && selected === null ? { role: 'main' } : {})}
        aria-label={t('list-title')}
        style={{ '--list-width': `${listWidth}px` } as CSSProperties}
        className="relative flex w-(--list-width) shrink-0 flex-col bg-pane max-wide:w-[max(280px,min(var(--list-width),38vw))] max-two:w-auto max-two:min-w-0 max-two:flex-1"
      >
        <ConversationPane profile={profile} />
        <Divider pane={pane} />
      </section>
      <main className="flex min-w-0 flex-1 flex-col bg-thread">
        <ThreadPane id={selected} memberName={profile.member_name} />
      </main>
      <NoticeLine />
      <WorkDialogs />
    </div>
  )
}
