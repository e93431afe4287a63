import { type FormEvent, useRef } from 'react'
import type { CodeMethod, ConnectQuestion } from '../api/generated'
import { useConnectCommand } from '../cache/integration'
import { wordsOf } from '../cache/thread'
import { Button } from '../parts/button'
import { Field } from '../parts/field'
import { PhoneNumber } from '../parts/phone_number'
import { Refusal } from '../parts/refusal'
import { useFields } from '../parts/use_fields'
import { t } from '../words/words'
import { ChooseNumbers } from './choose_numbers'

type Asked<Ask extends ConnectQuestion['ask']> = Extract<ConnectQuestion, { ask: Ask }>

/** What the connection asks a person, in the place where it waits. */
export function Question({ question }: { question: ConnectQuestion }) {
  switch (question.ask) {
    case 'numbers':
      return <ChooseNumbers question={question} />
    case 'no_number':
      return <NoNumber question={question} />
    case 'pin':
      return <Pin key={question.phone_number_id} question={question} />
    case 'verification':
      return <Verification key={question.phone_number_id} question={question} />
  }
}

function NoNumber({ question }: { question: Asked<'no_number'> }) {
  const open = useConnectCommand('open_login_window')
  const answer = useConnectCommand('answer_connect')
  const refused = open.error ?? answer.error
  return (
    <div data-answer className="mb-3 flex flex-col gap-3 pt-0.5">
      <p className="selectable text-ink-2">{t('ask-no-number', { account: question.account_name })}</p>
      <Refusal words={refused === null ? null : wordsOf(refused)} />
      <div className="flex flex-wrap gap-2">
        <Button look="primary" isPending={open.isPending} onPress={() => open.mutate({})}>
          {t('ask-no-number-open')}
        </Button>
        <Button isPending={answer.isPending} onPress={() => answer.mutate({ answer: 'skip' })}>
          {t('ask-no-number-leave')}
        </Button>
      </div>
    </div>
  )
}

const SIX_DIGITS = /^\d{6}$/

/** Digits as people type and paste them, with spaces and dashes. */
const digitsOf = (text: string) => text.replace(/[\s-]/g, '')

function Pin({ question }: { question: Asked<'pin'> }) {
  const { values, field, isFine, refuse, refusal } = useFields({ pin: '' })
  const form = useRef<HTMLFormElement>(null)
  const answer = useConnectCommand('answer_connect')

  function submit(event: FormEvent) {
    event.preventDefault()
    const pin = digitsOf(values.pin)
    if (!isFine(SIX_DIGITS.test(pin) ? {} : { pin: t('ask-pin-short') }, form.current)) return
    answer.mutate({ answer: 'pin', pin }, { onError: (error) => refuse(error, form.current) })
  }

  return (
    <form ref={form} data-answer onSubmit={submit} noValidate className="mb-3 flex max-w-sm flex-col gap-3 pt-0.5">
      <p className="text-ink-2">
        <PhoneNumber>{question.display_phone_number}</PhoneNumber> {t(question.choose ? 'ask-pin-choose' : 'ask-pin')}
      </p>
      <Field
        {...field('pin')}
        error={field('pin').error ?? question.wrong}
        label={t(question.choose ? 'ask-pin-choose-label' : 'ask-pin-label')}
        hint={t(question.choose ? 'ask-pin-choose-hint' : 'ask-pin-hint')}
        type="password"
        inputMode="numeric"
        autoComplete="off"
        isCode
        isDisabled={answer.isPending}
      />
      <Refusal words={refusal(answer.error)} />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" look="primary" isPending={answer.isPending}>
          {t('ask-pin-go')}
        </Button>
        <Skip />
      </div>
    </form>
  )
}

function Verification({ question }: { question: Asked<'verification'> }) {
  const { values, field, isFine } = useFields({ code: '' })
  const form = useRef<HTMLFormElement>(null)
  const send = useConnectCommand('answer_connect')
  const answer = useConnectCommand('answer_connect')
  const number = question.display_phone_number
  const sendBy = (method: CodeMethod) => () => send.mutate({ answer: 'send_code', method })
  const isPending = send.isPending || answer.isPending
  const refused = send.error ?? answer.error

  function submit(event: FormEvent) {
    event.preventDefault()
    const code = digitsOf(values.code)
    if (isFine(SIX_DIGITS.test(code) ? {} : { code: t('ask-code-short') }, form.current)) answer.mutate({ answer: 'code', code })
  }

  if (question.sent === null) {
    return (
      <div data-answer className="mb-3 flex flex-col gap-3 pt-0.5">
        <p className="text-ink-2">
          <PhoneNumber>{number}</PhoneNumber> {t('ask-verify')}
        </p>
        <Refusal words={question.wrong ?? (refused === null ? null : wordsOf(refused))} />
        <div className="flex flex-wrap gap-2">
          <Button look="primary" isDisabled={isPending} onPress={sendBy('sms')}>
            {t('ask-verify-sms')}
          </Button>
          <Button isDisabled={isPending} onPress={sendBy('voice')}>
            {t('ask-verify-voice')}
          </Button>
          <Skip />
        </div>
      </div>
    )
  }
  return (
    <form ref={form} data-answer onSubmit={submit} noValidate className="mb-3 flex max-w-sm flex-col gap-3 pt-0.5">
      <p className="text-ink-2">
        {t(question.sent === 'sms' ? 'ask-code-sent' : 'ask-code-called')} <PhoneNumber>{number}</PhoneNumber>
      </p>
      <Field
        {...field('code')}
        error={field('code').error ?? question.wrong}
        label={t('ask-code-label')}
        inputMode="numeric"
        autoComplete="one-time-code"
        isCode
        isDisabled={answer.isPending}
      />
      <Refusal words={refused === null ? null : wordsOf(refused)} />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" look="primary" isPending={answer.isPending}>
          {t('ask-code-go')}
        </Button>
        <Skip />
      </div>
      <p className="flex flex-wrap gap-x-3 gap-y-1 text-[0.75rem]">
        <Button look="quiet" isDisabled={isPending} onPress={sendBy('sms')}>
          {t('ask-code-resend-sms')}
        </Button>
        <Button look="quiet" isDisabled={isPending} onPress={sendBy('voice')}>
          {t('ask-code-resend-voice')}
        </Button>
      </p>
    </form>
  )
}

/** Leaves the question; what is missing is noted at the step. */
function Skip() {
  const answer = useConnectCommand('answer_connect')
  return (
    <Button isPending={answer.isPending} onPress={() => answer.mutate({ answer: 'skip' })}>
      {t('ask-skip')}
    </Button>
  )
}
