import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { call } from '../api/call'
import { useNewBoot } from '../cache/boot'
import { wordsOf } from '../cache/thread'
import { Button } from '../parts/button'
import { Field } from '../parts/field'
import { Refusal } from '../parts/refusal'
import { t } from '../words/words'

type Values = { relay_url: string; setup_code: string; workspace_name: string; member_name: string }
type Troubles = Partial<Record<keyof Values, string>>

const EMPTY: Values = { relay_url: '', setup_code: '', workspace_name: '', member_name: '' }

function troublesOf(values: Values): Troubles {
  const troubles: Troubles = {}
  if (!/^https?:\/\/[^\s/]+/.test(values.relay_url.trim())) troubles.relay_url = t('setup-address-wrong')
  if (values.setup_code.trim() === '') troubles.setup_code = t('setup-code-empty')
  if (values.workspace_name.trim() === '') troubles.workspace_name = t('setup-workspace-empty')
  if (values.member_name.trim() === '') troubles.member_name = t('setup-name-empty')
  return troubles
}

export function RelayForm() {
  const newBoot = useNewBoot()
  const [values, setValues] = useState(EMPTY)
  const [troubles, setTroubles] = useState<Troubles>({})
  const create = useMutation({
    mutationFn: (given: Values) =>
      call('create_workspace', {
        relay_url: given.relay_url.trim(),
        setup_code: given.setup_code.trim(),
        workspace_name: given.workspace_name.trim(),
        member_name: given.member_name.trim(),
      }),
    onSuccess: newBoot,
  })

  function submit(event: FormEvent) {
    event.preventDefault()
    const found = troublesOf(values)
    setTroubles(found)
    if (Object.keys(found).length === 0) create.mutate(values)
  }

  const field = (name: keyof Values) => ({
    value: values[name],
    error: troubles[name] ?? null,
    isDisabled: create.isPending,
    onChange: (value: string) => {
      setValues((was) => ({ ...was, [name]: value }))
      setTroubles(({ [name]: _mended, ...others }) => others)
    },
  })

  return (
    <form onSubmit={submit} className="flex flex-col gap-3.5" noValidate>
      <Field {...field('relay_url')} type="url" label={t('setup-address')} hint={t('setup-address-hint')} autoFocus />
      <Field {...field('setup_code')} label={t('setup-code')} hint={t('setup-code-hint')} />
      <Field {...field('workspace_name')} label={t('setup-workspace')} hint={t('setup-workspace-hint')} />
      <Field {...field('member_name')} label={t('setup-name')} autoComplete="name" />
      <Refusal words={create.error === null ? null : wordsOf(create.error)} />
      <Button type="submit" look="primary" isPending={create.isPending} className="self-start">
        {t(create.isPending ? 'setup-creating' : 'setup-create')}
      </Button>
    </form>
  )
}
