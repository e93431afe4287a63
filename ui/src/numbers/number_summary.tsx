import type { NumberCardView, NumberState } from '../api/generated'
import { PhoneNumber } from '../parts/phone_number'
import { t } from '../words/words'
import { limitOf, qualityOf, STATE_LOOKS, STATE_WORDS } from './number_words'

/** A state as its colour and its word. */
export function StateWord({ state }: { state: NumberState }) {
  return <Dot look={`${STATE_LOOKS[state]} ${state === 'STARTING' ? 'animate-breathe' : ''}`} words={t(STATE_WORDS[state])} />
}

export function QualityWord({ quality }: { quality: string | null }) {
  const known = qualityOf(quality)
  if (known === null) return <span className="text-ink-3">{t('not-known')}</span>
  return <Dot look={known.look} words={known.word} />
}

function Dot({ look, words }: { look: string; words: string }) {
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
      <span aria-hidden="true" className={`size-2 shrink-0 rounded-full forced-color-adjust-none ${look}`} />
      {words}
    </span>
  )
}

/** A connected number in one line. */
export function NumberSummary({ number }: { number: NumberCardView }) {
  const limit = limitOf(number.messaging_limit)
  return (
    <li className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5 px-3 py-2">
      <span className="selectable flex min-w-0 flex-1 basis-44 flex-wrap items-baseline gap-x-2">
        <bdi className="font-medium wrap-anywhere">{number.verified_name}</bdi>
        <span className="text-ink-2">
          <PhoneNumber>{number.display_phone_number}</PhoneNumber>
        </span>
      </span>
      <span className="flex flex-wrap items-baseline gap-x-4 text-ink-2">
        {limit !== null && <span>{limit}</span>}
        {qualityOf(number.quality) !== null && (
          <span>
            <span className="sr-only">{t('column-quality')}: </span>
            <QualityWord quality={number.quality} />
          </span>
        )}
        <span>
          <span className="sr-only">{t('column-state')}: </span>
          <StateWord state={number.state} />
        </span>
      </span>
    </li>
  )
}
