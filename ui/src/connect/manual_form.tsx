import { ChevronLeft } from 'lucide-react'
import { type FormEvent, useEffect, useRef } from 'react'
import type { IntegrationView, StartManual } from '../api/generated'
import { useConnectCommand } from '../cache/integration'
import { Button } from '../parts/button'
import { Field } from '../parts/field'
import { Refusal } from '../parts/refusal'
import type { Fields } from '../parts/use_fields'
import { t } from '../words/words'
import { WebhookValues } from './app_guide'

export const NOTHING_ENTERED = { phone_number_ids: '', waba_id: '', access_token: '', app_id: '', app_secret: '' }
type Values = typeof NOTHING_ENTERED

/** Ids as people paste them: with commas, semicolons, spaces or on lines of their own; each once. */
export function idsIn(text: string): string[] {
  return [...new Set(text.split(/[\s,;]+/).filter((id) => id !== ''))]
}

function troublesOf(values: Values): Partial<Values> {
  const troubles: Partial<Values> = {}
  const ids = idsIn(values.phone_number_ids)
  const wrong = ids.find((id) => !/^\d+$/.test(id))
  if (ids.length === 0) troubles.phone_number_ids = t('number-id-wrong')
  else if (wrong !== undefined) troubles.phone_number_ids = t('number-id-wrong-one', { id: wrong })
  if (!/^\d+$/.test(values.waba_id.trim())) troubles.waba_id = t('number-waba-wrong')
  if (values.access_token.trim() === '') troubles.access_token = t('number-token-empty')
  const [appId, secret] = [values.app_id.trim(), values.app_secret.trim()]
  if (appId !== '' && !/^\d+$/.test(appId)) troubles.app_id = t('app-id-wrong')
  else if (appId === '' && secret !== '') troubles.app_id = t('app-id-missing')
  if (secret === '' && appId !== '') troubles.app_secret = t('app-secret-missing')
  return troubles
}

function requestOf(values: Values): StartManual {
  const appId = values.app_id.trim()
  return {
    phone_number_ids: idsIn(values.phone_number_ids),
    waba_id: values.waba_id.trim(),
    access_token: values.access_token.trim(),
    app_id: appId === '' ? null : appId,
    app_secret: appId === '' ? null : values.app_secret.trim(),
  }
}

/** Advanced setup: ids and a token by hand. Meta confirms them before anything is kept. */
export function ManualForm({
  integration,
  entries,
  onLeave,
}: {
  integration: IntegrationView
  /** Kept while the connection is tried, so that one wrong character does not cost all of it. */
  entries: Fields<Values>
  onLeave: () => void
}) {
  const { values, field, isFine, refuse, refusal } = entries
  const form = useRef<HTMLFormElement>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  const start = useConnectCommand('start_manual')
  const isDisabled = start.isPending
  useEffect(() => heading.current?.focus(), [])

  function submit(event: FormEvent) {
    event.preventDefault()
    if (!isFine(troublesOf(values), form.current)) return
    start.mutate(requestOf(values), { onError: (error) => refuse(error, form.current) })
  }

  return (
    <div className="grid items-start gap-x-10 gap-y-6 @min-[760px]:grid-cols-[minmax(0,1fr)_minmax(0,20rem)]">
      <section aria-labelledby="manual" className="flex max-w-lg flex-col gap-4">
        <div className="flex flex-col gap-0.5">
          <h2 ref={heading} id="manual" tabIndex={-1} className="self-start font-semibold outline-none">
            {t('way-manual')}
          </h2>
          <p className="text-ink-2">{t('way-manual-about')}</p>
        </div>
        <form ref={form} onSubmit={submit} noValidate className="flex flex-col gap-3.5">
          <Field
            {...field('phone_number_ids')}
            label={t('number-id')}
            hint={t('number-id-hint')}
            rows={2}
            isCode
            isDisabled={isDisabled}
          />
          <Field {...field('waba_id')} label={t('number-waba')} inputMode="numeric" isCode isDisabled={isDisabled} />
          <Field
            {...field('access_token')}
            label={t('number-token')}
            hint={t('number-token-hint')}
            type="password"
            isCode
            isDisabled={isDisabled}
          />
          <fieldset className="flex flex-col gap-3.5 border-t border-line pt-3.5">
            <legend className="sr-only">{t('apps-title')}</legend>
            <p className="text-ink-2">{t('manual-app')}</p>
            <Field {...field('app_id')} label={t('app-id')} isOptional inputMode="numeric" isCode isDisabled={isDisabled} />
            <Field {...field('app_secret')} label={t('app-secret')} isOptional type="password" isCode isDisabled={isDisabled} />
          </fieldset>
          <Refusal words={refusal(start.error)} />
          <div className="flex gap-2">
            <Button type="submit" look="primary" isPending={start.isPending}>
              {t(start.isPending ? 'number-connecting' : 'number-connect')}
            </Button>
            <Button onPress={onLeave} isDisabled={isDisabled}>
              <ChevronLeft size={16} strokeWidth={1.75} aria-hidden="true" className="-ms-1 rtl:rotate-180" />
              {t('manual-back')}
            </Button>
          </div>
        </form>
      </section>
      {integration.relay !== null && (
        <section aria-labelledby="webhook-values" className="flex flex-col gap-2.5">
          <div className="flex flex-col gap-0.5">
            <h2 id="webhook-values" className="font-semibold">
              {t('manual-webhook')}
            </h2>
            <p className="text-ink-2">{t('manual-webhook-about')}</p>
          </div>
          <WebhookValues relay={integration.relay} />
        </section>
      )}
    </div>
  )
}
