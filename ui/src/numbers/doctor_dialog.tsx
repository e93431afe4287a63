import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Check, CircleAlert, CircleDashed, Copy, Minus, TriangleAlert, X } from 'lucide-react'
import { type FormEvent, useEffect, useLayoutEffect, useRef } from 'react'
import { call } from '../api/call'
import type { DoctorCheckId, DoctorCheckState, DoctorCheckView, DoctorView, NumberCardView } from '../api/generated'
import { runDoctor, useDoctor } from '../cache/integration'
import { wordsOf } from '../cache/thread'
import { announce } from '../parts/announce'
import { Button } from '../parts/button'
import { Dialog } from '../parts/dialog'
import { Field } from '../parts/field'
import { Refusal } from '../parts/refusal'
import { Spinner } from '../parts/spinner'
import { useCopy } from '../parts/use_copy'
import { useFields } from '../parts/use_fields'
import { exactTime } from '../time/labels'
import type { WordKey } from '../words/keys'
import { t } from '../words/words'
import { nameOf } from './number_words'

const CHECK_WORDS: Record<DoctorCheckId, WordKey> = {
  relay_connected: 'check-relay-connected',
  relay_public: 'check-relay-public',
  tls: 'check-tls',
  challenge: 'check-challenge',
  signature: 'check-signature',
  app_webhook: 'check-app-webhook',
  fields: 'check-fields',
  subscription: 'check-subscription',
  override_url: 'check-override-url',
  token: 'check-token',
  scopes: 'check-scopes',
  token_end: 'check-token-end',
  number_status: 'check-number-status',
  registration: 'check-registration',
  display_name: 'check-display-name',
  quality: 'check-quality',
  billing: 'check-billing',
  templates: 'check-templates',
  last_webhook: 'check-last-webhook',
  self_test: 'check-self-test',
}

const CHECK_STATE_WORDS: Record<DoctorCheckState, WordKey> = {
  waiting: 'check-waiting',
  running: 'check-running',
  good: 'check-good',
  warning: 'check-warning',
  bad: 'check-bad',
  skipped: 'check-skipped',
}

/** Every check over a number, in order, as the results come. Closing it does not stop it. */
export function DoctorDialog({
  number,
  mayManage,
  onClose,
}: {
  number: NumberCardView
  mayManage: boolean
  onClose: () => void
}) {
  const cache = useQueryClient()
  const doctor = useDoctor().data
  const view = doctor?.phone_number_id === number.phone_number_id ? doctor : null
  const { values, field, isFine } = useFields({ test_phone: '' })
  const form = useRef<HTMLFormElement>(null)
  const run = useMutation({
    mutationFn: (test_phone: string) => runDoctor(cache, { phone_number_id: number.phone_number_id, test_phone }),
  })
  const stop = useMutation({ mutationFn: () => call('stop_doctor', {}) })
  const isRunning = view?.running ?? false
  const refused = run.error ?? stop.error
  useResultSaid(view)
  // biome-ignore lint/correctness/useExhaustiveDependencies: when one button takes the other's place
  useLayoutEffect(() => {
    if (document.activeElement === document.body) form.current?.querySelector<HTMLElement>('[data-main]')?.focus()
  }, [isRunning])

  function submit(event: FormEvent) {
    event.preventDefault()
    const phone = values.test_phone.replace(/[^\d]/g, '')
    const isWrong = values.test_phone.trim() !== '' && (phone.length < 7 || phone.length > 15)
    if (isFine(isWrong ? { test_phone: t('doctor-phone-wrong') } : {}, form.current)) run.mutate(phone)
  }

  return (
    <Dialog title={t('doctor-title', { name: nameOf(number) })} isOpen onOpenChange={onClose} width="max-w-2xl">
      <div className="flex flex-col gap-4">
        <form ref={form} onSubmit={submit} noValidate className="flex flex-col gap-3">
          {view === null && <p className="text-ink-2">{t('doctor-about')}</p>}
          {mayManage && (
            <div className="max-w-sm">
              <Field
                {...field('test_phone')}
                label={t('doctor-phone')}
                hint={t('doctor-phone-hint')}
                type="tel"
                isOptional
                isDisabled={isRunning}
              />
            </div>
          )}
          <Refusal words={refused === null ? null : wordsOf(refused)} />
          <div className="flex flex-wrap items-center gap-2">
            {isRunning ? (
              // A button of its own: the key that began a run must not end it when it comes up.
              <Button key="stop" data-main isPending={stop.isPending} onPress={() => stop.mutate()}>
                {t('doctor-stop')}
              </Button>
            ) : (
              <Button key="run" data-main type="submit" look="primary" autoFocus isPending={run.isPending}>
                {t(view === null ? 'doctor-run' : 'doctor-run-again')}
              </Button>
            )}
            {view !== null && !view.running && <CopyReport report={view.report} />}
            {view !== null && <span className="text-ink-2">{summary(view)}</span>}
          </div>
        </form>
        {view !== null && (
          <>
            <ol className="flex flex-col divide-y divide-line rounded-control border border-line" aria-label={t('doctor-checks')}>
              {view.checks.map((check) => (
                <CheckRow key={check.check} view={check} />
              ))}
            </ol>
            <p className="text-[0.75rem] text-ink-2">{t('doctor-started', { time: exactTime(view.started_at_ms) })}</p>
          </>
        )}
      </div>
    </Dialog>
  )
}

function summary({ running, checks }: DoctorView): string {
  const count = (state: DoctorCheckState) => checks.filter((check) => check.state === state).length
  const done = checks.length - count('waiting') - count('running')
  if (running) return t('doctor-so-far', { done, all: checks.length })
  if (count('bad') + count('warning') === 0) return t('doctor-all-good')
  return t('doctor-found', { bad: count('bad'), warning: count('warning') })
}

/** The end of a run is said once, to those who do not see it. */
function useResultSaid(view: DoctorView | null) {
  const wasRunning = useRef(view?.running ?? false)
  useEffect(() => {
    if (view === null) return
    if (wasRunning.current && !view.running) announce(summary(view))
    wasRunning.current = view.running
  }, [view])
}

function CopyReport({ report }: { report: string }) {
  const { copied, copy } = useCopy(report)
  const Icon = copied === 'yes' ? Check : copied === 'refused' ? X : Copy
  return (
    <Button onPress={copy}>
      <Icon size={16} strokeWidth={1.5} aria-hidden="true" className="-ms-0.5" />
      {t('doctor-copy')}
    </Button>
  )
}

function CheckRow({ view }: { view: DoctorCheckView }) {
  const { check, state, words, fix } = view
  const isQuiet = state === 'waiting' || state === 'skipped'
  const needsWords = state === 'bad' || state === 'warning' || fix !== null
  return (
    <li data-state={state} className="flex items-start gap-2.5 px-3 py-1.5">
      <span className="mt-px shrink-0">
        <CheckMark state={state} />
      </span>
      <div className={`selectable flex min-w-0 flex-1 wrap-anywhere ${needsWords ? 'flex-col' : 'flex-wrap gap-x-2.5'}`}>
        <p className={isQuiet ? 'text-ink-3' : 'font-medium'}>
          {t(CHECK_WORDS[check])}
          <span className="sr-only"> ({t(CHECK_STATE_WORDS[state])})</span>
        </p>
        {words !== '' && (
          <p className={state === 'bad' ? 'text-danger' : state === 'warning' ? 'text-amber' : 'text-ink-2'}>{words}</p>
        )}
        {fix !== null && <p>{fix}</p>}
      </div>
    </li>
  )
}

function CheckMark({ state }: { state: DoctorCheckState }) {
  const props = { size: 16, strokeWidth: 1.75, 'aria-hidden': true } as const
  switch (state) {
    case 'waiting':
      return <CircleDashed {...props} className="text-ink-3" />
    case 'running':
      return <Spinner />
    case 'good':
      return <Check {...props} strokeWidth={2.25} className="text-accent-ink" />
    case 'warning':
      return <TriangleAlert {...props} className="text-amber" />
    case 'bad':
      return <CircleAlert {...props} className="text-danger" />
    case 'skipped':
      return <Minus {...props} className="text-ink-3" />
  }
}
