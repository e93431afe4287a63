import { t } from '../words/words'
import { RelayForm } from './relay_form'
import { Screen } from './screen'

/** From nothing to a workspace. The number comes after, where numbers are connected. */
export function Setup() {
  return (
    <Screen>
      <header className="flex flex-col gap-1.5">
        <h1 className="text-title font-semibold">{t('setup-title')}</h1>
        <p className="text-ink-2">{t('setup-lead')}</p>
      </header>
      <RelayForm />
      <p className="text-ink-2">{t('setup-number-later')}</p>
    </Screen>
  )
}
