import { useMemo } from 'react'
import type { ConversationView, LastMessageView } from '../api/generated'
import { words } from '../formatting/parse'
import { kindOf } from '../parts/kinds'
import { StateIcon } from '../parts/state_icon'
import { stateWord } from '../thread/state_words'
import { t } from '../words/words'

/** The second line of a row: an unsent draft, or who spoke last and what. */
export function LastLine({ conversation }: { conversation: ConversationView }) {
  const { draft, last } = conversation
  if (draft !== '') {
    return (
      <>
        <span className="shrink-0 text-danger">{t('list-draft')}</span>
        <Snippet text={draft} />
      </>
    )
  }
  if (last === null) return <span className="truncate text-ink-3">{t('list-nothing-yet')}</span>
  return (
    <>
      {last.state !== null && (
        <span className="shrink-0 text-ink-3" role="img" aria-label={stateWord(last.state)}>
          <StateIcon state={last.state} size={14} />
        </span>
      )}
      {last.direction === 'out' && <span className="shrink-0 text-ink-3">{t('list-you')}</span>}
      <Said last={last} />
    </>
  )
}

function Said({ last }: { last: LastMessageView }) {
  if (last.kind === 'text') return <Snippet text={last.text ?? ''} />
  const { Icon, word } = kindOf(last.kind)
  return (
    <>
      <Icon size={14} strokeWidth={1.5} aria-hidden="true" className="shrink-0" />
      <span className={last.text ? 'shrink-0' : 'min-w-0 truncate'}>{word}</span>
      {last.text ? (
        <>
          <span aria-hidden="true">·</span>
          <Snippet text={last.text} />
        </>
      ) : null}
    </>
  )
}

/** In its own direction, so that what is cut off is always the end; but on the side where all the others begin. */
function Snippet({ text }: { text: string }) {
  return (
    <span dir="auto" className="min-w-0 truncate text-left">
      {useMemo(() => words(text), [text])}
    </span>
  )
}
