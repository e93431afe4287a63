import { Button } from 'react-aria-components'
import type { MessageView, OutgoingView } from '../api/generated'
import { StateIcon } from '../parts/state_icon'
import { Tip } from '../parts/tip'
import { exactTime } from '../time/labels'
import type { WordKey } from '../words/keys'
import { t } from '../words/words'
import { stateWord } from './state_words'

/** Where the message is, as a tick; every step with its exact time is a hover or an arrow key away. */
export function Ticks({ message, outgoing, isCurrent }: { message: MessageView; outgoing: OutgoingView; isCurrent: boolean }) {
  return (
    <Tip words={<Steps message={message} outgoing={outgoing} />} {...(isCurrent ? { isOpen: true } : {})}>
      <Button
        excludeFromTabOrder
        aria-label={stateWord(outgoing.state)}
        className="flex h-4 cursor-default items-center rounded-sm"
      >
        <StateIcon state={outgoing.state} />
      </Button>
    </Tip>
  )
}

function Steps({ message, outgoing }: { message: MessageView; outgoing: OutgoingView }) {
  const steps: [WordKey, number | null][] = [
    ['step-written', message.at_ms],
    ['state-accepted', outgoing.accepted_at_ms],
    ['state-sent', outgoing.sent_at_ms],
    ['state-delivered', outgoing.delivered_at_ms],
    ['state-read', outgoing.read_at_ms],
  ]
  return (
    <div className="flex flex-col gap-1">
      <p className="font-medium">{stateWord(outgoing.state)}</p>
      <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-0.5 text-ink-2 tabular-nums">
        {steps.map(
          ([word, atMs]) =>
            atMs !== null && (
              <div key={word} className="contents">
                <dt>{t(word)}</dt>
                <dd className="whitespace-nowrap">{exactTime(atMs)}</dd>
              </div>
            ),
        )}
      </dl>
      <p className="text-ink-2">{t('step-by', { name: outgoing.author_name })}</p>
      {outgoing.problem?.provider_note != null && (
        <p className="border-t border-line pt-1 text-ink-2">
          {/* Without a code it is not WhatsApp that speaks: the message never got so far. */}
          {outgoing.problem.code === null
            ? outgoing.problem.provider_note
            : t('problem-note-code', { code: String(outgoing.problem.code), note: outgoing.problem.provider_note })}
        </p>
      )}
    </div>
  )
}
