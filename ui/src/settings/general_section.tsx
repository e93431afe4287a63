import { Label, Radio, RadioGroup } from 'react-aria-components'
import { type ReadyProfile, useBoot, useConnection } from '../cache/boot'
import { connectionWords } from '../inbox/connection_bar'
import { useUi } from '../inbox/ui_state'
import { THEMES, type Theme } from '../theme/theme'
import type { WordKey } from '../words/keys'
import { t } from '../words/words'
import { KeyList } from '../work/help_dialog'
import { Part, Section } from './section'

const THEME_WORDS: Record<Theme, WordKey> = { system: 'theme-system', light: 'theme-light', dark: 'theme-dark' }
export function GeneralSection({ profile }: { profile: ReadyProfile }) {
  return (
    <Section title={t('settings-general')}>
      <Part title={t('settings-look')}>
        <ThemeChoice />
      </Part>
      <Part title={t('settings-connection')}>
        <Connection />
      </Part>
      <Part title={t('settings-keys')}>
        <KeyList />
      </Part>
      <Part title={t('settings-about')}>
        <About profile={profile} />
      </Part>
    </Section>
  )
}

function ThemeChoice() {
  const theme = useUi((ui) => ui.theme)
  const setTheme = useUi((ui) => ui.setTheme)
  return (
    <RadioGroup
      value={theme}
      onChange={(chosen) => setTheme(THEMES.find((known) => known === chosen) ?? 'system')}
      orientation="horizontal"
    >
      <Label className="sr-only">{t('settings-look')}</Label>
      <div className="inline-flex rounded-control bg-hover p-0.5">
        {THEMES.map((known) => (
          <Radio
            key={known}
            value={known}
            className="cursor-default rounded-[5px] px-3 py-1 text-ink-2 transition-colors selected:bg-raised selected:font-medium selected:text-ink selected:shadow-[0_1px_2px_var(--shade)] selected:chosen-in-forced-colors focus-visible:outline-2 focus-visible:outline-accent"
          >
            {t(THEME_WORDS[known])}
          </Radio>
        ))}
      </div>
    </RadioGroup>
  )
}

const DOTS = {
  idle: 'bg-ink-3',
  connecting: 'bg-ink-3',
  catching_up: 'bg-(--ring-amber)',
  live: 'bg-accent',
  offline: 'bg-(--ring-amber)',
  refused: 'bg-danger',
} as const

function Connection() {
  const connection = useConnection()
  return (
    <p className="flex items-baseline gap-2">
      <span aria-hidden="true" className={`size-2 shrink-0 rounded-full ${DOTS[connection.state]}`} />
      <span className="selectable">{connectionWords(connection)}</span>
    </p>
  )
}

function About({ profile }: { profile: ReadyProfile }) {
  const version = useBoot().data?.app_version ?? ''
  return (
    <p className="selectable text-ink-2">
      {t('settings-who', { member: profile.member_name, workspace: profile.workspace_name })}
      <br />
      {t('settings-version', { version })}
    </p>
  )
}
