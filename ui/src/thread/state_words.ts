import type { MessageState } from '../api/generated'
import { t } from '../words/words'

/** The word for where one of our messages is. */
export function stateWord(state: MessageState): string {
  return t(`state-${state}`)
}
