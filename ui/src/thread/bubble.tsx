import type { ReactNode } from 'react'
import type { MessageView } from '../api/generated'
import { FormattedText } from '../formatting/formatted_text'
import { useUi } from '../inbox/ui_state'
import { Button } from '../parts/button'
import { kindOf } from '../parts/kinds'
import { clockTime, exactTime } from '../time/labels'
import { t } from '../words/words'
import { beginning } from './long_text'
import { Ticks } from './ticks'

type Props = { message: MessageView; startsGroup: boolean; endsGroup: boolean; isCurrent: boolean; showRaw: () => void }

export function Bubble({ message, startsGroup, endsGroup, isCurrent, showRaw }: Props) {
  const isOurs = message.direction === 'out'
  const state = message.outgoing?.state
  const corners = isOurs
    ? `${startsGroup ? '' : 'rounded-se-[4px]'} ${endsGroup ? '' : 'rounded-ee-[4px]'}`
    : `${startsGroup ? '' : 'rounded-ss-[4px]'} ${endsGroup ? '' : 'rounded-es-[4px]'}`
  const meta = <Meta message={message} isCurrent={isCurrent} />
  return (
    <div
      className={`edge-in-forced-colors flow-root group-focus-visible/row:outline-2 group-focus-visible/row:outline-offset-2 group-focus-visible/row:outline-accent min-w-0 rounded-bubble px-3 py-1.5 text-message leading-[1.45] ${corners} ${
        isOurs ? 'bg-ours' : 'bg-raised'
      } ${state === 'cancelled' ? 'text-ink-3' : ''}`}
    >
      {message.kind === 'text' ? (
        <TextBody message={message} meta={meta} />
      ) : (
        <OtherKind message={message} meta={meta} showRaw={showRaw} />
      )}
    </div>
  )
}

function TextBody({ message, meta }: { message: MessageView; meta: ReactNode }) {
  const text = message.text ?? ''
  const isUnfolded = useUi((ui) => ui.unfolded.has(message.id))
  const unfold = useUi((ui) => ui.unfold)
  const short = isUnfolded ? null : beginning(text)
  if (short === null) return <Words text={text} tail={meta} struck={message.outgoing?.state === 'cancelled'} />
  return (
    <>
      <Words text={short} />
      <div className="flow-root pt-1">
        <Button look="quiet" className="text-base" onPress={() => unfold(message.id)}>
          {t('thread-show-all')}
        </Button>
        {meta}
      </div>
    </>
  )
}

/** What a person wrote: its own direction, selectable, never markup. */
function Words({ text, tail, struck = false }: { text: string; tail?: ReactNode; struck?: boolean }) {
  return (
    <div dir="auto" className={`selectable wrap-anywhere whitespace-pre-wrap ${struck ? 'line-through decoration-ink-3' : ''}`}>
      <FormattedText text={text} tail={tail} />
    </div>
  )
}

/** A kind that this version can't show yet: says what came, keeps its words, and gives the original. */
function OtherKind({ message, meta, showRaw }: { message: MessageView; meta: ReactNode; showRaw: () => void }) {
  const { Icon, word } = kindOf(message.kind)
  const text = message.text ?? ''
  return (
    <div className="flex flex-col gap-1.5">
      <div className="flex items-center gap-3 rounded-control bg-code px-3 py-2">
        <Icon size={20} strokeWidth={1.5} aria-hidden="true" className="shrink-0 text-ink-2" />
        <div className="flex min-w-0 flex-col text-base leading-snug">
          <span className="font-medium">{word}</span>
          <span className="text-ink-2">{t('thread-cannot-show')}</span>
        </div>
      </div>
      {text !== '' && <Words text={text} />}
      <div className="flow-root">
        {message.has_raw && (
          <Button look="quiet" className="text-[0.75rem]" onPress={showRaw}>
            {t('thread-show-raw')}
          </Button>
        )}
        {meta}
      </div>
    </div>
  )
}

/** Time and ticks, in the corner of the last line where there is room, else below it; at the end of the text's own direction. */
function Meta({ message, isCurrent }: { message: MessageView; isCurrent: boolean }) {
  return (
    <span className="float-end ms-3 mt-1.5 -mb-0.5 select-none">
      <span dir="ltr" className="flex items-center gap-1 text-meta leading-4 text-ink-3 tabular-nums">
        <time dateTime={new Date(message.at_ms).toISOString()} title={exactTime(message.at_ms)}>
          {clockTime(message.at_ms)}
        </time>
        {message.outgoing !== null && <Ticks message={message} outgoing={message.outgoing} isCurrent={isCurrent} />}
      </span>
    </span>
  )
}
