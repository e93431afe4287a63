import type { ConversationView, LastMessageView } from '../api/generated'
import { kindOf } from '../parts/kinds'
import { StateIcon } from '../parts/state_icon'
import { stateWord } from '../thread/state_words'
import { t } from '../words/words'

/** The second line of a row: an unsent draft, or who spoke last and what. */
export function LastLine({ conversation }: { conversation: ConversationView }) {
  const { draft, last } = conversation
  if (draft !== '') {
    return (
      <span className="truncate" dir="auto">
        <span className="text-danger">{t('list-draft')}</span> {oneLine(draft)}
      </span>
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
      <Said last={last} />
    </>
  )
}

function Said({ last }: { last: LastMessageView }) {
  const prefix = last.direction === 'out' ? t('list-you') : null
  if (last.kind === 'text') {
    return (
      <span className="min-w-0 truncate">
        {prefix !== null && <span className="text-ink-3">{prefix} </span>}
        <bdi>{oneLine(last.text ?? '')}</bdi>
      </span>
    )
  }
  const { Icon, word } = kindOf(last.kind)
  return (
    <>
      <Icon size={14} strokeWidth={1.5} aria-hidden="true" className="shrink-0" />
      <span className="min-w-0 truncate">
        {word}
        {last.text !== null && last.text !== '' && (
          <>
            {' · '}
            <bdi>{oneLine(last.text)}</bdi>
          </>
        )}
      </span>
    </>
  )
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ')
}
