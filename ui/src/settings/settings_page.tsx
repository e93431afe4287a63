import { Archive, type LucideIcon, MessageSquareText, Plug, ScrollText, SlidersHorizontal, Smartphone, Tag } from 'lucide-react'
import { type ReactNode, useEffect } from 'react'
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components'
import type { ReadyProfile } from '../cache/boot'
import { useNumbers } from '../cache/numbers'
import { IntegrationsSection } from '../connect/integrations_section'
import { type SettingsSection, useUi } from '../inbox/ui_state'
import { LogSection } from '../numbers/log_section'
import { NumbersSection } from '../numbers/numbers_section'
import { useNarrow } from '../parts/use_narrow'
import type { WordKey } from '../words/keys'
import { t } from '../words/words'
import { LabelsSection } from '../work/labels_section'
import { RepliesSection } from '../work/replies_section'
import { focusSection } from '../workspace/use_workspace_keys'
import { GeneralSection } from './general_section'
import { KeptSection } from './kept'

const SECTIONS: { id: SettingsSection; word: WordKey; Icon: LucideIcon }[] = [
  { id: 'general', word: 'settings-general', Icon: SlidersHorizontal },
  { id: 'integrations', word: 'settings-integrations', Icon: Plug },
  { id: 'numbers', word: 'settings-numbers', Icon: Smartphone },
  { id: 'labels', word: 'settings-labels', Icon: Tag },
  { id: 'replies', word: 'settings-replies', Icon: MessageSquareText },
  { id: 'log', word: 'settings-log', Icon: ScrollText },
  { id: 'kept', word: 'settings-kept', Icon: Archive },
]

/** The settings, a section at a time. Escape goes back to the inbox. */
export function SettingsPage({ profile }: { profile: ReadyProfile }) {
  const section = useUi((ui) => ui.section)
  const openSettings = useUi((ui) => ui.openSettings)
  const isNarrow = useNarrow()
  // What led to a section is often gone with the section before.
  // biome-ignore lint/correctness/useExhaustiveDependencies: when another section opens
  useEffect(() => {
    // The sections are there a frame later. What opened together with the page may have taken the focus by then.
    const frame = requestAnimationFrame(() => {
      const isTaken = document.activeElement?.closest('[data-settings], [role=dialog]') != null
      if (!isTaken && useUi.getState().numberTask === null) focusSection()
    })
    return () => cancelAnimationFrame(frame)
  }, [section])
  return (
    <Tabs
      data-settings
      orientation={isNarrow ? 'horizontal' : 'vertical'}
      selectedKey={section}
      onSelectionChange={(key) => openSettings(SECTIONS.find(({ id }) => id === key)?.id)}
      className="flex min-h-0 flex-1 outline-none max-two:flex-col"
    >
      <section
        aria-label={t('settings-sections')}
        className="flex w-52 shrink-0 flex-col border-e border-line bg-pane max-two:w-auto max-two:border-e-0 max-two:border-b"
      >
        <p className="flex h-14 shrink-0 items-center px-4 text-[0.9375rem] font-semibold max-two:hidden">{t('rail-settings')}</p>
        <TabList
          aria-label={t('settings-sections')}
          className="flex flex-col gap-0.5 px-2 max-two:flex-row max-two:overflow-x-auto max-two:py-1.5"
        >
          {SECTIONS.map(({ id, word, Icon }) => (
            <Tab
              key={id}
              id={id}
              className="flex h-8 shrink-0 cursor-default items-center gap-2.5 rounded-control px-2.5 text-ink-2 transition-colors hover:bg-hover selected:bg-chosen selected:font-medium selected:text-ink selected:chosen-in-forced-colors"
            >
              <Icon size={16} strokeWidth={1.5} aria-hidden="true" className="shrink-0 max-two:hidden" />
              <span className="truncate">{t(word)}</span>
              {id === 'numbers' && <Trouble />}
            </Tab>
          ))}
        </TabList>
      </section>
      <main className="flex min-h-0 min-w-0 flex-1 flex-col bg-ground">
        <Panel id="general">
          <GeneralSection profile={profile} />
        </Panel>
        <Panel id="integrations">
          <IntegrationsSection />
        </Panel>
        <Panel id="numbers">
          <NumbersSection />
        </Panel>
        <Panel id="labels">
          <LabelsSection />
        </Panel>
        <Panel id="replies">
          <RepliesSection />
        </Panel>
        <Panel id="log">
          <LogSection />
        </Panel>
        <Panel id="kept">
          <KeptSection />
        </Panel>
      </main>
    </Tabs>
  )
}

function Panel({ id, children }: { id: SettingsSection; children: ReactNode }) {
  return (
    <TabPanel id={id} className="flex min-h-0 flex-1 flex-col -outline-offset-2">
      {children}
    </TabPanel>
  )
}

/** How many numbers need somebody. */
function Trouble() {
  const count = (useNumbers().data ?? []).filter((number) => number.state === 'ERROR' || number.alarms.length > 0).length
  if (count === 0) return null
  return (
    <span className="ms-auto rounded-full bg-danger-ground px-1.5 text-meta font-semibold text-danger tabular-nums">
      <span aria-hidden="true">{count}</span>
      <span className="sr-only">{t('settings-trouble', { count })}</span>
    </span>
  )
}
