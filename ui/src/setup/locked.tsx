import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { call } from '../api/call'
import { useNewBoot } from '../cache/boot'
import { wordsOf } from '../cache/thread'
import { Button } from '../parts/button'
import { Field } from '../parts/field'
import { t } from '../words/words'
import { Screen } from './screen'

const SHORTEST = 10

/** Opens the secrets with a passphrase, on machines without a keychain. The first time it is chosen, twice. */
export function Locked({ firstTime, reason }: { firstTime: boolean; reason: string }) {
  const newBoot = useNewBoot()
  const [passphrase, setPassphrase] = useState('')
  const [again, setAgain] = useState('')
  const [trouble, setTrouble] = useState<{ first?: string; again?: string }>({})
  const unlock = useMutation({ mutationFn: () => call('unlock', { passphrase }), onSuccess: newBoot })

  function submit(event: FormEvent) {
    event.preventDefault()
    if (passphrase === '') return setTrouble({ first: t('locked-empty') })
    if (firstTime && [...passphrase].length < SHORTEST) return setTrouble({ first: t('locked-short', { least: SHORTEST }) })
    if (firstTime && passphrase !== again) return setTrouble({ again: t('locked-differ') })
    setTrouble({})
    unlock.mutate()
  }

  const refused = unlock.error === null ? null : wordsOf(unlock.error)
  return (
    <Screen>
      <header className="flex flex-col gap-1.5">
        <h1 className="text-title font-semibold">{t(firstTime ? 'locked-choose-title' : 'locked-title')}</h1>
        <p className="text-ink-2">{reason}</p>
      </header>
      <form onSubmit={submit} className="flex flex-col gap-4" noValidate>
        <Field
          label={t('locked-passphrase')}
          {...(firstTime ? { hint: t('locked-hint') } : {})}
          error={trouble.first ?? refused}
          type="password"
          autoComplete={firstTime ? 'new-password' : 'current-password'}
          value={passphrase}
          onChange={setPassphrase}
          autoFocus
        />
        {firstTime && (
          <Field
            label={t('locked-again')}
            error={trouble.again ?? null}
            type="password"
            autoComplete="new-password"
            value={again}
            onChange={setAgain}
          />
        )}
        <Button type="submit" look="primary" isPending={unlock.isPending} className="self-start">
          {t(unlock.isPending ? 'locked-opening' : firstTime ? 'locked-set' : 'locked-open')}
        </Button>
      </form>
    </Screen>
  )
}
