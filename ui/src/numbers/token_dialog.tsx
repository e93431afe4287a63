import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useRef } from 'react'
import { call } from '../api/call'
import type { NumberCardView } from '../api/generated'
import { settleNumber } from '../cache/numbers'
import { announce } from '../parts/announce'
import { Button } from '../parts/button'
import { Dialog } from '../parts/dialog'
import { Field } from '../parts/field'
import { Refusal } from '../parts/refusal'
import { useFields } from '../parts/use_fields'
import { exactTime } from '../time/labels'
import { useNow } from '../time/now'
import { t } from '../words/words'
import { nameOf, tokenOf } from './number_words'

/** Replaces a token in place. It leaves this form for the keychain and stays nowhere else. */
export function TokenDialog({ number, onClose }: { number: NumberCardView; onClose: () => void }) {
  const cache = useQueryClient()
  const { values, set, field, isFine, refuse, refusal } = useFields({ access_token: '' })
  const form = useRef<HTMLFormElement>(null)
  const now = useNow()
  const { token } = number
  const replace = useMutation({
    // Not among the variables, which the cache would keep.
    mutationFn: () =>
      settleNumber(cache, () =>
        call('replace_token', { phone_number_id: number.phone_number_id, access_token: values.access_token.trim() }),
      ),
    onSuccess: () => {
      set('access_token', '')
      announce(t('token-replaced'))
      onClose()
    },
    onError: (error) => refuse(error, form.current),
  })

  function submit(event: FormEvent) {
    event.preventDefault()
    const troubles = values.access_token.trim() === '' ? { access_token: t('number-token-empty') } : {}
    if (isFine(troubles, form.current)) replace.mutate()
  }

  return (
    <Dialog title={t('token-title', { name: nameOf(number) })} isOpen onOpenChange={onClose}>
      <form ref={form} onSubmit={submit} noValidate className="flex flex-col gap-3.5">
        <dl className="selectable grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1">
          <dt className="text-ink-2">{t('token-now')}</dt>
          <dd>
            {tokenOf(token, now).words}
            {token.ends_at_ms !== null && <span className="text-ink-2"> ({exactTime(token.ends_at_ms)})</span>}
          </dd>
          {token.scopes.length > 0 && (
            <>
              <dt className="text-ink-2">{t('token-scopes')}</dt>
              <dd className="font-mono text-[0.75rem] wrap-anywhere">{token.scopes.join(', ')}</dd>
            </>
          )}
        </dl>
        <Field
          {...field('access_token')}
          label={t('token-new')}
          hint={t('token-new-hint')}
          type="password"
          isCode
          isDisabled={replace.isPending}
          autoFocus
        />
        <Refusal words={refusal(replace.error)} />
        <div className="flex gap-2">
          <Button type="submit" look="primary" isPending={replace.isPending}>
            {t(replace.isPending ? 'number-connecting' : 'number-replace-token')}
          </Button>
          <Button onPress={onClose}>{t('cancel')}</Button>
        </div>
      </form>
    </Dialog>
  )
}
