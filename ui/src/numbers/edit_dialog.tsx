import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useRef } from 'react'
import { call } from '../api/call'
import type { NumberCardView } from '../api/generated'
import { settleNumber } from '../cache/numbers'
import { Button } from '../parts/button'
import { Dialog } from '../parts/dialog'
import { Field } from '../parts/field'
import { Refusal } from '../parts/refusal'
import { useFields } from '../parts/use_fields'
import { t } from '../words/words'

const MOST = { internal_name: 60, description: 500 } as const

/** Names a number for the team. Customers see none of it. */
export function EditDialog({ number, onClose }: { number: NumberCardView; onClose: () => void }) {
  const cache = useQueryClient()
  const { values, field, isFine, refuse, refusal } = useFields({
    internal_name: number.internal_name ?? '',
    description: number.description ?? '',
  })
  const form = useRef<HTMLFormElement>(null)
  const save = useMutation({
    mutationFn: () =>
      settleNumber(cache, () =>
        call('edit_number', {
          phone_number_id: number.phone_number_id,
          internal_name: values.internal_name.trim(),
          description: values.description.trim(),
        }),
      ),
    onSuccess: onClose,
    onError: (error) => refuse(error, form.current),
  })

  function submit(event: FormEvent) {
    event.preventDefault()
    const names = Object.keys(MOST) as (keyof typeof MOST)[]
    const tooLong = names.filter((name) => [...values[name].trim()].length > MOST[name])
    const troubles = Object.fromEntries(tooLong.map((name) => [name, t('too-long', { most: MOST[name] })]))
    if (isFine(troubles, form.current)) save.mutate()
  }

  return (
    <Dialog title={t('edit-title', { name: number.verified_name })} isOpen onOpenChange={onClose}>
      <form ref={form} onSubmit={submit} noValidate className="flex flex-col gap-3.5">
        <Field
          {...field('internal_name')}
          label={t('edit-name')}
          hint={t('edit-name-hint')}
          most={MOST.internal_name}
          isDisabled={save.isPending}
          autoFocus
        />
        <Field
          {...field('description')}
          label={t('edit-description')}
          rows={4}
          most={MOST.description}
          isDisabled={save.isPending}
        />
        <Refusal words={refusal(save.error)} />
        <div className="flex gap-2">
          <Button type="submit" look="primary" isPending={save.isPending}>
            {t('save')}
          </Button>
          <Button onPress={onClose}>{t('cancel')}</Button>
        </div>
      </form>
    </Dialog>
  )
}
