import { useState } from 'react'
import { Label, Radio, RadioGroup } from 'react-aria-components'
import type { ConnectWay, IntegrationView } from '../api/generated'
import { useConnectCommand } from '../cache/integration'
import { useNumbers } from '../cache/numbers'
import { wordsOf } from '../cache/thread'
import { Button } from '../parts/button'
import { Choice } from '../parts/choice'
import { Refusal } from '../parts/refusal'
import { t } from '../words/words'
import { WAY_WORDS } from './connect_words'

const AT_META: readonly ConnectWay[] = ['signup', 'coexistence', 'login']

/** How one wants to connect, and the button that begins. */
export function Ways({ integration, onManual }: { integration: IntegrationView; onManual: () => void }) {
  const [way, setWay] = useState<ConnectWay>('signup')
  const apps = (integration.relay?.apps ?? []).flatMap(({ app_id, name }) =>
    app_id === null ? [] : [{ id: app_id, words: name ?? app_id }],
  )
  const [appId, setAppId] = useState<string | null>(null)
  const hasNumbers = (useNumbers().data ?? []).length > 0
  const start = useConnectCommand('start_connect')
  const blocked = way === 'login' ? integration.blocked : integration.blocked_signup
  return (
    <section aria-labelledby="ways" className="flex flex-col gap-4">
      <RadioGroup
        value={way}
        onChange={(chosen) => setWay(AT_META.find((known) => known === chosen) ?? 'signup')}
        className="flex flex-col gap-2"
      >
        <Label id="ways" className="pb-1 font-semibold">
          {t(hasNumbers ? 'ways-title-more' : 'ways-title')}
        </Label>
        {AT_META.map((known) => (
          <Radio
            key={known}
            value={known}
            className="group flex cursor-default items-start gap-2.5 rounded-bubble border border-line bg-raised px-3 py-2.5 transition-colors hover:border-line-2 selected:border-accent selected:chosen-in-forced-colors"
          >
            <span
              aria-hidden="true"
              className="mt-0.5 size-3.5 shrink-0 rounded-full border-[1.5px] border-field-line bg-field group-selected:border-[4.5px] group-selected:border-accent"
            />
            <span className="flex min-w-0 flex-col">
              <span className="font-medium">{t(WAY_WORDS[known].title)}</span>
              <span className="text-ink-2">{t(WAY_WORDS[known].about)}</span>
            </span>
          </Radio>
        ))}
      </RadioGroup>
      {apps.length > 1 && <Choice label={t('ways-app')} options={apps} value={appId ?? apps[0]?.id ?? ''} onChange={setAppId} />}
      <Refusal words={start.error === null ? null : wordsOf(start.error)} />
      <div className="flex flex-col gap-3">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
          <Button
            look="primary"
            isDisabled={blocked !== null}
            isPending={start.isPending}
            {...(blocked === null ? {} : { 'aria-describedby': 'connect-blocked' })}
            onPress={() => start.mutate({ way, app_id: appId })}
          >
            {t(start.isPending ? 'connect-starting' : 'connect-open')}
          </Button>
          {blocked !== null && (
            <p id="connect-blocked" className="selectable min-w-0 flex-1 basis-48 text-danger">
              {blocked}
            </p>
          )}
        </div>
        <div className="flex flex-wrap items-baseline gap-x-1.5">
          <span className="text-ink-2">{t('way-manual-lead')}</span>
          <Button look="quiet" onPress={onManual}>
            {t('way-manual')}
          </Button>
        </div>
      </div>
    </section>
  )
}
