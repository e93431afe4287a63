import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useRef } from 'react'
import { call } from '../api/call'
import type { BusinessProfileView, NumberCardView } from '../api/generated'
import { keys } from '../cache/keys'
import { wordsOf } from '../cache/thread'
import { announce } from '../parts/announce'
import { Button } from '../parts/button'
import { Choice } from '../parts/choice'
import { Dialog } from '../parts/dialog'
import { Field } from '../parts/field'
import { Refusal } from '../parts/refusal'
import { useFields } from '../parts/use_fields'
import type { WordKey } from '../words/keys'
import { t } from '../words/words'
import { nameOf } from './number_words'

/** Meta's limits (platform reference, section 3.2). */
const MOST = { about: 139, address: 256, description: 512, email: 128, website1: 256, website2: 256 } as const

/** Meta's kinds of business. One that this version does not know keeps Meta's word. */
const VERTICALS: Record<string, WordKey> = {
  OTHER: 'vertical-other',
  AUTO: 'vertical-auto',
  BEAUTY: 'vertical-beauty',
  APPAREL: 'vertical-apparel',
  EDU: 'vertical-edu',
  ENTERTAIN: 'vertical-entertain',
  EVENT_PLAN: 'vertical-event-plan',
  FINANCE: 'vertical-finance',
  GROCERY: 'vertical-grocery',
  GOVT: 'vertical-govt',
  HOTEL: 'vertical-hotel',
  HEALTH: 'vertical-health',
  NONPROFIT: 'vertical-nonprofit',
  PROF_SERVICES: 'vertical-prof-services',
  RETAIL: 'vertical-retail',
  TRAVEL: 'vertical-travel',
  RESTAURANT: 'vertical-restaurant',
  NOT_A_BIZ: 'vertical-not-a-biz',
}

/** The profile that customers see, read from Meta each time it is opened. */
export function ProfileDialog({ number, onClose }: { number: NumberCardView; onClose: () => void }) {
  const { phone_number_id } = number
  const { data, error, refetch } = useQuery({
    queryKey: keys.businessProfile(phone_number_id),
    queryFn: () => call('business_profile', { phone_number_id }),
    gcTime: 0,
  })
  return (
    <Dialog title={t('profile-title', { name: nameOf(number) })} isOpen onOpenChange={onClose} width="max-w-lg">
      {data !== undefined ? (
        <ProfileForm phoneNumberId={phone_number_id} profile={data} onClose={onClose} />
      ) : error !== null ? (
        <div role="alert" className="flex flex-col items-start gap-3">
          <p className="selectable text-ink-2">{wordsOf(error)}</p>
          <Button onPress={() => void refetch()}>{t('try-again')}</Button>
        </div>
      ) : (
        <p className="text-ink-2">{t('profile-loading')}</p>
      )}
    </Dialog>
  )
}

type Values = Record<keyof typeof MOST | 'vertical', string>

function troublesOf(values: Values): Partial<Values> {
  const troubles: Partial<Values> = {}
  for (const name of Object.keys(MOST) as (keyof typeof MOST)[]) {
    if ([...values[name].trim()].length > MOST[name]) troubles[name] = t('too-long', { most: MOST[name] })
  }
  if (values.about.trim() === '') troubles.about = t('profile-about-empty')
  if (values.email.trim() !== '' && !/^\S+@\S+\.\S+$/.test(values.email.trim())) troubles.email = t('profile-email-wrong')
  for (const name of ['website1', 'website2'] as const) {
    if (values[name].trim() !== '' && !/^https?:\/\/\S+\.\S+/.test(values[name].trim()))
      troubles[name] = t('profile-website-wrong')
  }
  return troubles
}

function ProfileForm({
  phoneNumberId,
  profile,
  onClose,
}: {
  phoneNumberId: string
  profile: BusinessProfileView
  onClose: () => void
}) {
  const cache = useQueryClient()
  const { about, address, description, email, websites, vertical } = profile
  const [website1 = '', website2 = ''] = websites
  const { values, set, field, isFine, refuse, refusal } = useFields<Values>({
    about,
    address,
    description,
    email,
    website1,
    website2,
    vertical,
  })
  const form = useRef<HTMLFormElement>(null)
  const save = useMutation({
    mutationFn: () =>
      call('save_business_profile', {
        phone_number_id: phoneNumberId,
        profile: {
          about: values.about.trim(),
          address: values.address.trim(),
          description: values.description.trim(),
          email: values.email.trim(),
          websites: [values.website1.trim(), values.website2.trim()].filter((site) => site !== ''),
          vertical: values.vertical,
        },
      }),
    onSuccess: (saved) => {
      cache.setQueryData(keys.businessProfile(phoneNumberId), saved)
      announce(t('profile-saved'))
      onClose()
    },
    onError: (error) => refuse(error, form.current),
  })

  function submit(event: FormEvent) {
    event.preventDefault()
    if (isFine(troublesOf(values), form.current)) save.mutate()
  }

  const options = Object.entries(VERTICALS).map(([id, word]) => ({ id, words: t(word) }))
  if (vertical !== '' && VERTICALS[vertical] === undefined) options.unshift({ id: vertical, words: vertical })
  const shared = (name: keyof typeof MOST) => ({ ...field(name), most: MOST[name], isDisabled: save.isPending })
  return (
    <form ref={form} onSubmit={submit} noValidate className="flex flex-col gap-3.5">
      <p className="text-ink-2">{t('profile-about-this')}</p>
      <Field {...shared('about')} label={t('profile-about')} autoFocus />
      <Field {...shared('description')} label={t('profile-description')} rows={4} />
      <Choice label={t('profile-vertical')} options={options} value={values.vertical} onChange={(id) => set('vertical', id)} />
      <Field {...shared('address')} label={t('profile-address')} />
      <Field {...shared('email')} label={t('profile-email')} type="email" />
      <Field {...shared('website1')} label={t('profile-website')} type="url" />
      <Field {...shared('website2')} label={t('profile-website-2')} type="url" />
      <Refusal words={refusal(save.error)} />
      <div className="flex gap-2">
        <Button type="submit" look="primary" isPending={save.isPending}>
          {t(save.isPending ? 'profile-saving' : 'save')}
        </Button>
        <Button onPress={onClose}>{t('cancel')}</Button>
      </div>
    </form>
  )
}
