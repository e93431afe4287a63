import { Check, CircleAlert, CircleDashed, CircleHelp, Minus, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import type { ConnectStepId, ConnectStepState, ConnectStepView, ConnectView, StepProblemView } from '../api/generated'
import { useConnectCommand } from '../cache/integration'
import { wordsOf } from '../cache/thread'
import { Button } from '../parts/button'
import { Refusal } from '../parts/refusal'
import { Spinner } from '../parts/spinner'
import { t } from '../words/words'
import { AtMeta } from './at_meta'
import { STEP_STATE_WORDS, STEP_WORDS } from './connect_words'
import { Question } from './question'

/** The step at which the connection waits for a person. */
function placeOfWaiting({ stage, steps }: ConnectView): ConnectStepId | null {
  if (stage.stage === 'at_meta') return 'code'
  if (stage.stage !== 'asking') return null
  const asking = steps.find(({ state }) => state === 'asking')
  if (asking !== undefined) return asking.step
  return stage.question.ask === 'numbers' || stage.question.ask === 'no_number' ? 'numbers' : 'registration'
}

/** All steps in order, with ticks as they come. */
export function StepList({ connect, mayManage }: { connect: ConnectView; mayManage: boolean }) {
  const waitsAt = placeOfWaiting(connect)
  const { stage } = connect
  return (
    <ol className="flex flex-col">
      {connect.steps.map((step) => (
        <Step key={step.step} view={step} mayRetry={mayManage}>
          {step.step === waitsAt && mayManage && stage.stage === 'at_meta' && <AtMeta stage={stage} />}
          {step.step === waitsAt && mayManage && stage.stage === 'asking' && <Question question={stage.question} />}
        </Step>
      ))}
    </ol>
  )
}

function Step({ view, mayRetry, children }: { view: ConnectStepView; mayRetry: boolean; children: ReactNode }) {
  const { step, state, detail, problem } = view
  const isQuiet = state === 'waiting' || state === 'skipped'
  return (
    <li
      data-step={step}
      data-state={state}
      className="flex gap-3"
      aria-current={state === 'running' || state === 'asking' ? 'step' : undefined}
    >
      <span className="flex h-7 shrink-0 items-center">
        <StepMark state={state} />
      </span>
      <div className="flex min-w-0 flex-1 flex-col">
        <p className="selectable flex min-h-7 flex-wrap items-center gap-x-2 wrap-anywhere">
          <span className={isQuiet ? 'text-ink-3' : 'font-medium'}>{t(STEP_WORDS[step])}</span>
          <span className="sr-only">{t(STEP_STATE_WORDS[state])}</span>
          {detail !== null && <bdi className="text-ink-2">{detail}</bdi>}
        </p>
        {problem !== null && <StepProblem step={step} state={state} problem={problem} mayRetry={mayRetry} />}
        {children}
      </div>
    </li>
  )
}

function StepMark({ state }: { state: ConnectStepState }) {
  const props = { size: 16, strokeWidth: 1.75, 'aria-hidden': true } as const
  switch (state) {
    case 'waiting':
      return <CircleDashed {...props} className="text-ink-3" />
    case 'running':
      return <Spinner />
    case 'asking':
      return <CircleHelp {...props} className="text-accent-ink" />
    case 'done':
      return <Check {...props} strokeWidth={2.25} className="text-accent-ink animate-arrive" />
    case 'skipped':
      return <Minus {...props} className="text-ink-3" />
    case 'noted':
      return <TriangleAlert {...props} className="text-amber" />
    case 'failed':
      return <CircleAlert {...props} className="text-danger" />
  }
}

/** What happened, what Meta says about it, and what to do. */
function StepProblem({
  step,
  state,
  problem,
  mayRetry,
}: {
  step: ConnectStepId
  state: ConnectStepState
  problem: StepProblemView
  mayRetry: boolean
}) {
  const retry = useConnectCommand('retry_step')
  const isFailed = state === 'failed'
  return (
    <div
      className={`edge-in-forced-colors mb-3 flex flex-col items-start gap-2 rounded-control px-3 py-2.5 ${isFailed ? 'bg-danger-ground' : 'bg-amber-ground'}`}
    >
      <p className={`selectable font-medium ${isFailed ? 'text-danger' : 'text-amber'}`}>{problem.words}</p>
      {problem.meta_says !== null && (
        <blockquote className="selectable border-s-2 border-line-2 ps-2.5 text-ink-2 wrap-anywhere">
          <span className="sr-only">{t('problem-meta-says')} </span>
          <q dir="auto">{problem.meta_says}</q>
          {problem.code !== null && <span className="text-ink-2"> {t('problem-code', { code: String(problem.code) })}</span>}
        </blockquote>
      )}
      <p className="selectable">{problem.fix}</p>
      {isFailed && problem.can_retry && mayRetry && (
        <Button isPending={retry.isPending} onPress={() => retry.mutate({ step })}>
          {t('connect-retry-step')}
        </Button>
      )}
      <Refusal words={retry.error === null ? null : wordsOf(retry.error)} />
    </div>
  )
}
