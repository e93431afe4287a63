import { type ReactNode, useEffect } from 'react'
import { useUi } from '../inbox/ui_state'
import { t } from '../words/words'
import { NumberForm } from './number_form'
import { RelayForm } from './relay_form'
import { Screen } from './screen'

/** From nothing to an inbox: the relay, then a number. Both steps are in view, so that one knows how far it is. */
export function Setup({ hasWorkspace }: { hasWorkspace: boolean }) {
  const setSettingUp = useUi((ui) => ui.setSettingUp)
  useEffect(() => setSettingUp(true), [setSettingUp])
  const finish = () => setSettingUp(false)
  return (
    <Screen>
      <header className="flex flex-col gap-1.5">
        <h1 className="text-title font-semibold">{t('setup-title')}</h1>
        <p className="text-ink-2">{t('setup-lead')}</p>
      </header>
      <ol className="flex flex-col gap-6">
        <Step number={1} title={t('setup-relay')} state={hasWorkspace ? 'done' : 'now'}>
          {hasWorkspace ? <p className="text-ink-2">{t('setup-relay-done')}</p> : <RelayForm />}
        </Step>
        <Step number={2} title={t('setup-number')} state={hasWorkspace ? 'now' : 'later'}>
          {hasWorkspace ? (
            <NumberForm onConnected={finish} onSkip={finish} />
          ) : (
            <p className="text-ink-2">{t('setup-number-later')}</p>
          )}
        </Step>
      </ol>
    </Screen>
  )
}

function Step({
  number,
  title,
  state,
  children,
}: {
  number: number
  title: string
  state: 'now' | 'done' | 'later'
  children: ReactNode
}) {
  const disc = state === 'later' ? 'border border-line-2 text-ink-3' : 'bg-accent text-on-accent'
  return (
    <li aria-current={state === 'now' ? 'step' : undefined} className="flex gap-3">
      <span
        aria-hidden="true"
        className={`flex size-6 shrink-0 items-center justify-center rounded-full text-[0.75rem] font-semibold ${disc}`}
      >
        {state === 'done' ? '✓' : number}
      </span>
      <section className="flex min-w-0 flex-1 flex-col gap-3 pt-0.5">
        <h2 className={`text-[0.9375rem] font-semibold ${state === 'later' ? 'text-ink-3' : ''}`}>{title}</h2>
        {children}
      </section>
    </li>
  )
}
