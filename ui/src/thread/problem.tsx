import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { MessageView, OutgoingView } from '../api/generated'
import { useConnection } from '../cache/boot'
import { sendAgain, takeBack, wordsOf } from '../cache/thread'
import { Button } from '../parts/button'
import { useSeconds } from '../time/now'
import { t } from '../words/words'

/** Why a message has not arrived and what can be done, right under it. */
export function Problem({ message, outgoing }: { message: MessageView; outgoing: OutgoingView }) {
  const cache = useQueryClient()
  const again = useMutation({ mutationFn: () => sendAgain(cache, message) })
  const back = useMutation({ mutationFn: () => takeBack(cache, message) })
  const { state, problem, can_retry, can_cancel } = outgoing
  const isLive = useConnection().state === 'live'
  const isWaiting = state === 'queued' || state === 'sending'
  // What leaves within a moment needs no button that flashes by.
  const isLeaving = isWaiting && isLive && problem === null
  if (isLeaving || (problem === null && !can_retry && !can_cancel)) return null
  const refused = again.error ?? back.error
  const isPending = again.isPending || back.isPending
  return (
    <div
      className={`flex max-w-[min(68ch,82%)] flex-col items-end gap-0.5 pt-1 pe-1 pb-2 text-end text-balance text-[0.75rem] leading-snug ${
        state === 'failed' ? 'text-danger' : isWaiting ? 'text-ink-2' : 'text-amber'
      }`}
    >
      {problem !== null && (
        <p className="selectable">
          {problem.message}
          {problem.retry_at_ms !== null && <RetryIn atMs={problem.retry_at_ms} />}
        </p>
      )}
      {refused !== null && (
        <p role="alert" className="text-danger">
          {wordsOf(refused)}
        </p>
      )}
      {(can_retry || can_cancel) && (
        <p className="flex gap-3">
          {can_retry && (
            <Button look="quiet" isDisabled={isPending} onPress={() => again.mutate()}>
              {t('problem-send-again')}
            </Button>
          )}
          {can_cancel && (
            <Button look="quiet" isDisabled={isPending} onPress={() => back.mutate()}>
              {t('problem-cancel')}
            </Button>
          )}
        </p>
      )}
    </div>
  )
}

function RetryIn({ atMs }: { atMs: number }) {
  const seconds = Math.ceil((atMs - useSeconds()) / 1_000)
  return seconds > 0 ? <span className="tabular-nums"> {t('connection-next-try', { seconds })}</span> : null
}
