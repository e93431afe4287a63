import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { call } from '../api/call'
import { wordsOf } from '../cache/thread'
import { Button } from '../parts/button'
import { Field } from '../parts/field'
import { t } from '../words/words'
import { Refusal } from './screen'

type Values = { phone_number_id: string; waba_id: string; access_token: string }
type Troubles = Partial<Record<keyof Values, string>>

const EMPTY: Values = { phone_number_id: '', waba_id: '', access_token: '' }

function troublesOf(values: Values): Troubles {
  const troubles: Troubles = {}
  if (!/^\d+$/.test(values.phone_number_id.trim())) troubles.phone_number_id = t('number-id-wrong')
  if (!/^\d+$/.test(values.waba_id.trim())) troubles.waba_id = t('number-waba-wrong')
  if (values.access_token.trim() === '') troubles.access_token = t('number-token-empty')
  return troubles
}

/** Connects a business number by its ids and a token. The token leaves this form for the keychain and nowhere else. */
export function NumberForm({ onConnected, onSkip }: { onConnected: () => void; onSkip?: () => void }) {
  const [values, setValues] = useState(EMPTY)
  const [troubles, setTroubles] = useState<Troubles>({})
  const connect = useMutation({
    mutationFn: (given: Values) =>
      call('connect_number', {
        phone_number_id: given.phone_number_id.trim(),
        waba_id: given.waba_id.trim(),
        access_token: given.access_token.trim(),
      }),
    onSuccess: () => {
      setValues(EMPTY)
      onConnected()
    },
    // The token is among the variables; it must not stay in the cache.
    gcTime: 0,
  })

  function submit(event: FormEvent) {
    event.preventDefault()
    const found = troublesOf(values)
    setTroubles(found)
    if (Object.keys(found).length === 0) connect.mutate(values)
  }

  const field = (name: keyof Values) => ({
    value: values[name],
    error: troubles[name] ?? null,
    isDisabled: connect.isPending,
    onChange: (value: string) => {
      setValues((was) => ({ ...was, [name]: value }))
      setTroubles(({ [name]: _mended, ...others }) => others)
    },
  })

  return (
    <form onSubmit={submit} className="flex flex-col gap-3.5" noValidate>
      <Field {...field('phone_number_id')} label={t('number-id')} hint={t('number-id-hint')} autoFocus />
      <Field {...field('waba_id')} label={t('number-waba')} />
      <Field {...field('access_token')} label={t('number-token')} hint={t('number-token-hint')} type="password" />
      <Refusal words={connect.error === null ? null : wordsOf(connect.error)} />
      <div className="flex items-center gap-2">
        <Button type="submit" look="primary" isPending={connect.isPending}>
          {t(connect.isPending ? 'number-connecting' : 'number-connect')}
        </Button>
        {onSkip !== undefined && (
          <Button onPress={onSkip} isDisabled={connect.isPending}>
            {t('number-skip')}
          </Button>
        )}
      </div>
    </form>
  )
}
