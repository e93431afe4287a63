import { useLayoutEffect, useRef } from 'react'
import type { ConnectStepId, ConnectView } from '../api/generated'
import { useCloseConnect, useConnectCommand } from '../cache/integration'
import { wordsOf } from '../cache/thread'
import { announce } from '../parts/announce'
import { Button } from '../parts/button'
import { Fold } from '../parts/fold'
import { Refusal } from '../parts/refusal'
import { t } from '../words/words'
import { connectSummary, WAY_WORDS } from './connect_words'
import { Done } from './done'
import { StepList } from './step_list'

const UP_TO_NUMBERS: ReadonlySet<ConnectStepId> = new Set(['code', 'token', 'scopes', 'business', 'account', 'numbers'])

/** The connection being made: its steps, and what it wants from a person, at the step where it wants it. */
export function ConnectPanel({
  connect,
  mayManage,
  hasEntries,
}: {
  connect: ConnectView
  mayManage: boolean
  /** What was entered by hand is still there and can be changed. */
  hasEntries: boolean
}) {
  const { stage, steps, way } = connect
  const panel = useRef<HTMLElement>(null)
  useGuidedFocus(panel, connect)
  const close = useCloseConnect()
  const back = useConnectCommand('open_login_window')
  const again = useConnectCommand('start_connect')
  const isOver = stage.stage === 'done' || stage.stage === 'cancelled' || stage.stage === 'failed'
  const refused = close.error ?? back.error ?? again.error
  // Up to the numbers nothing is connected yet, and the same login goes on or begins anew; later a new connection is made.
  const failedAt = steps.find(({ state }) => state === 'failed')?.step
  const leadsBack = stage.stage === 'cancelled' || (failedAt !== undefined && UP_TO_NUMBERS.has(failedAt))
  const mayRetry = steps.some(({ state, problem }) => state === 'failed' && problem?.can_retry === true)
  return (
    <section
      ref={panel}
      aria-labelledby="connecting"
      className="edge-in-forced-colors raised-lines flex max-w-2xl flex-col rounded-bubble border border-line bg-raised"
    >
      <header className="flex items-center justify-between gap-3 border-b border-line py-2.5 ps-4 pe-3">
        <div className="flex min-w-0 flex-col">
          <h2 id="connecting" data-heading tabIndex={-1} className="font-semibold outline-none">
            {connectSummary(connect)}
          </h2>
          <p className="truncate text-[0.75rem] text-ink-2">{t(WAY_WORDS[way].title)}</p>
        </div>
        {mayManage && stage.stage !== 'done' && (
          <Button isPending={close.isPending} onPress={() => close.mutate()}>
            {t(isOver ? 'close' : 'cancel')}
          </Button>
        )}
      </header>
      <div className="flex flex-col gap-4 px-4 py-4">
        {stage.stage === 'cancelled' && <p className="selectable">{stage.words}</p>}
        {stage.stage === 'done' ? (
          <>
            <Done connected={stage.numbers} isClosing={close.isPending} onClose={() => close.mutate()} />
            <Fold title={t('connect-steps')} isOpenAtFirst={steps.some(({ state }) => state === 'noted')}>
              <StepList connect={connect} mayManage={mayManage} />
            </Fold>
          </>
        ) : (
          stage.stage !== 'cancelled' && <StepList connect={connect} mayManage={mayManage} />
        )}
        <Refusal words={refused === null ? null : wordsOf(refused)} />
        {mayManage && stage.stage === 'failed' && way === 'manual' && hasEntries && (
          <Button className="self-start" isPending={close.isPending} onPress={() => close.mutate()}>
            {t('connect-change-entries')}
          </Button>
        )}
        {mayManage && (stage.stage === 'cancelled' || stage.stage === 'failed') && way !== 'manual' && (
          <Button
            look={mayRetry ? 'plain' : 'primary'}
            className="self-start"
            isPending={back.isPending || again.isPending}
            onPress={() => (leadsBack ? back.mutate({}) : again.mutate({ way, app_id: null }))}
          >
            {t(leadsBack ? 'connect-back-to-meta' : 'connect-start-again')}
          </Button>
        )}
      </div>
    </section>
  )
}

/** What the panel shows, roughly: when it changes, the keyboard may have to go elsewhere. */
function placeOf({ id, stage }: ConnectView): string {
  return `${id} ${stage.stage} ${stage.stage === 'asking' ? stage.question.ask : ''}`
}

/**
 * When what had the focus is gone, the focus goes to what is asked now, or to the panel's heading. Those who look elsewhere on
 * the page keep it, and are told.
 */
function useGuidedFocus(panel: React.RefObject<HTMLElement | null>, connect: ConnectView) {
  const place = placeOf(connect)
  const words = connectSummary(connect)
  const said = useRef(place)
  // biome-ignore lint/correctness/useExhaustiveDependencies: when the place changes, not with every word
  useLayoutEffect(() => {
    const heading = panel.current?.querySelector<HTMLElement>('[data-heading]')
    const isLost = document.activeElement === null || document.activeElement === document.body
    if (isLost || document.activeElement === heading) {
      const answer = panel.current?.querySelector<HTMLElement>('[data-answer] :is(a, input, button):not(:disabled)')
      ;(answer ?? heading)?.focus()
    }
    if (said.current !== place) announce(words)
    said.current = place
  }, [place])
}
