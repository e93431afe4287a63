import { type FormEvent, useRef } from 'react'
import { useIntegrationCommand } from '../cache/integration'
import { announce } from '../parts/announce'
import { Button } from '../parts/button'
import { Field } from '../parts/field'
import { Refusal } from '../parts/refusal'
import { useFields } from '../parts/use_fields'
import { t } from '../words/words'

const EMPTY = { app_id: '', app_secret: '', config_id: '' }

function troublesOf({ app_id, app_secret, config_id }: typeof EMPTY): Partial<typeof EMPTY> {
  const troubles: Partial<typeof EMPTY> = {}
  if (!/^\d+$/.test(app_id.trim())) troubles.app_id = t('app-id-wrong')
  if (!/^[0-9a-f]{32}$/i.test(app_secret.trim())) troubles.app_secret = t('app-secret-wrong')
  if (config_id.trim() !== '' && !/^\d+$/.test(config_id.trim())) troubles.config_id = t('app-config-wrong')
  return troubles
}

/** Gives the relay a Meta app. The secret leaves this form for the relay and stays nowhere else. */
export function MetaAppForm({ onKept, onCancel }: { onKept: () => void; onCancel?: () => void }) {
  const { values, set, field, isFine, refuse, refusal } = useFields(EMPTY)
  const form = useRef<HTMLFormElement>(null)
  const put = useIntegrationCommand('put_meta_app', () => {
    set('app_secret', '')
    announce(t('app-kept'))
    onKept()
  })

  function submit(event: FormEvent) {
    event.preventDefault()
    if (!isFine(troublesOf(values), form.current)) return
    const config_id = values.config_id.trim()
    put.mutate(
      {
        app_id: values.app_id.trim(),
        app_secret: values.app_secret.trim(),
        config_id: config_id === '' ? null : config_id,
      },
      { onError: (error) => refuse(error, form.current) },
    )
  }

  return (
    <form ref={form} onSubmit={submit} noValidate aria-label={t('apps-enter')} className="flex max-w-md flex-col gap-3.5">
      <Field
        {...field('app_id')}
        label={t('app-id')}
        hint={t('app-id-hint')}
        inputMode="numeric"
        isCode
        isDisabled={put.isPending}
      />
      <Field
        {...field('app_secret')}
        label={t('app-secret')}
        hint={t('app-secret-hint')}
        type="password"
        isCode
        isDisabled={put.isPending}
      />
      <Field
        {...field('config_id')}
        label={t('app-config')}
        hint={t('app-config-hint')}
        inputMode="numeric"
        isCode
        isDisabled={put.isPending}
      />
      <Refusal words={refusal(put.error)} />
      <div className="flex gap-2">
        <Button type="submit" look="primary" isPending={put.isPending}>
          {t(put.isPending ? 'number-connecting' : 'app-keep')}
        </Button>
        {onCancel !== undefined && (
          <Button isDisabled={put.isPending} onPress={onCancel}>
            {t('cancel')}
          </Button>
        )}
      </div>
    </form>
  )
}
