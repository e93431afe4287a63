import type { ConversationView, MessagePage, MessageView, SearchPage, SnippetPartView } from '../api/generated'
import type { Request } from '../api/transport'

/** One page of a thread that is kept newest first; positions are message ids. */
export function pageOf(rows: readonly MessageView[], { before, around, after, limit }: Request<'list_messages'>): MessagePage {
  const at = (id: string) => rows.findIndex((m) => m.id === id)
  let from = 0
  if (before !== null) from = at(before) + 1
  else if (around !== undefined) from = Math.max(0, at(around) - Math.floor(limit / 2))
  else if (after !== undefined) from = Math.max(0, at(after) - limit)
  const to = after === undefined ? from + limit : at(after)
  const items = rows.slice(from, to)
  return {
    items,
    next: to < rows.length ? (items.at(-1)?.id ?? null) : null,
    newer: from > 0 ? (items[0]?.id ?? null) : null,
  }
}

function snippet(text: string, word: string): SnippetPartView[] {
  const at = text.toLowerCase().indexOf(word)
  return [
    { text: text.slice(0, at), hit: false },
    { text: text.slice(at, at + word.length), hit: true },
    { text: text.slice(at + word.length), hit: false },
  ].filter((part) => part.text !== '')
}

/** Finds what contains the typed text as it is. */
export function search(
  conversations: ReadonlyMap<string, ConversationView>,
  threads: ReadonlyMap<string, readonly MessageView[]>,
  { text, conversation_id, before, limit }: Request<'search'>,
): SearchPage {
  const word = text.trim().toLowerCase()
  if (word === '') return { people: [], messages: [], next: null, unsearched: 0 }
  const from = before === null ? 0 : Number(before)
  const people = [...conversations.values()].filter(
    ({ contact }) => contact.display_name.toLowerCase().includes(word) || contact.phone?.includes(word),
  )
  const found = [...threads.entries()]
    .filter(([id]) => conversation_id === null || id === conversation_id)
    .flatMap(([, rows]) => rows)
    .filter((message) => message.text?.toLowerCase().includes(word))
    .sort((a, b) => b.at_ms - a.at_ms)
  const messages = found.slice(from, from + limit).flatMap((message) => {
    const conversation = conversations.get(message.conversation_id)
    if (conversation === undefined) return []
    const { id, contact, number } = conversation
    return [{ message, conversation: { id, contact, number }, snippet: snippet(message.text ?? '', word) }]
  })
  return {
    people: conversation_id === null && from === 0 ? people.slice(0, 5) : [],
    messages,
    next: from + limit < found.length ? String(from + limit) : null,
    unsearched: 0,
  }
}
