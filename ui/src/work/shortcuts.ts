import type { WordKey } from '../words/keys'
import { t } from '../words/words'

export const COMMAND = /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘' : 'Ctrl'

type Shortcut = { keys: readonly string[]; words: WordKey }

/** Every key of the app, by what it is about. */
export const SHORTCUTS: readonly { title: WordKey; shortcuts: readonly Shortcut[] }[] = [
  {
    title: 'keys-moving',
    shortcuts: [
      { keys: ['J', 'K'], words: 'key-walk' },
      { keys: ['Alt J', 'Alt K'], words: 'key-walk-typing' },
      { keys: ['Enter'], words: 'key-open' },
      { keys: ['Esc'], words: 'key-leave' },
      { keys: ['↑', '↓'], words: 'key-messages' },
      { keys: [`${COMMAND} ,`], words: 'key-settings' },
      { keys: ['?'], words: 'key-help' },
    ],
  },
  {
    title: 'keys-writing',
    shortcuts: [
      { keys: ['R'], words: 'key-reply' },
      { keys: ['N'], words: 'key-note' },
      { keys: [`${COMMAND} Shift N`], words: 'key-note-toggle' },
      { keys: ['/'], words: 'key-saved-reply' },
      { keys: ['C'], words: 'key-copy' },
    ],
  },
  {
    title: 'keys-work',
    shortcuts: [
      { keys: ['E'], words: 'work-close' },
      { keys: ['Shift E'], words: 'key-close-next' },
      { keys: ['H'], words: 'work-snooze' },
      { keys: ['L'], words: 'work-label' },
      { keys: ['P'], words: 'work-pin' },
      { keys: ['U'], words: 'work-mark-unread' },
      { keys: ['Z'], words: 'key-undo' },
      { keys: ['X'], words: 'key-mark' },
      { keys: ['Shift X'], words: 'key-mark-range' },
    ],
  },
  {
    title: 'keys-search',
    shortcuts: [
      { keys: ['/', `${COMMAND} Shift F`], words: 'key-search' },
      { keys: [`${COMMAND} F`], words: 'key-find' },
      { keys: ['Enter', 'Shift Enter'], words: 'key-find-step' },
    ],
  },
]

/** What an icon does, with its key. */
export function withKey(word: WordKey, key: string): string {
  return t('with-key', { words: t(word), key })
}
