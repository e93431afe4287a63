import type { QueryClient } from '@tanstack/react-query'
import type { BootView, Event } from '../api/generated'
import { type ConversationList, putConversations, takeConversation } from './conversations'
import { keys } from './keys'
import { putNumbers, takeNumber } from './numbers'
import { noteEvent } from './overtaken'
import { putMessages } from './thread'

/** Puts one event into the cache. Costs what changed, not what is loaded on screen. */
export function applyEvent(cache: QueryClient, event: Event) {
  noteEvent(event)
  switch (event.event) {
    case 'conversations':
      return putConversations(cache, event.items)
    case 'conversations_gone':
      for (const id of event.conversation_ids) takeConversation(cache, id)
      return
    case 'labels':
      cache.setQueryData(keys.labels, event.items)
      // Conversations carry their labels whole.
      void cache.invalidateQueries({ queryKey: keys.list })
      void cache.invalidateQueries({ predicate: isUnlisted(cache) })
      return
    case 'replies':
      cache.setQueryData(keys.replies, event.items)
      return
    case 'messages':
      return putMessages(cache, event.conversation_id, event.items)
    case 'connection':
      cache.setQueryData<BootView>(keys.boot, (boot) => boot && { ...boot, connection: event.connection })
      return
    case 'profile':
      cache.setQueryData<BootView>(keys.boot, (boot) => boot && { ...boot, profile: event.profile })
      return
    case 'integration':
      cache.setQueryData(keys.integration, event.integration)
      return
    case 'numbers':
      return putNumbers(cache, event.items)
    case 'number_gone':
      return takeNumber(cache, event.phone_number_id)
    case 'number_log':
      void cache.invalidateQueries({ queryKey: keys.log })
      return
    case 'connect':
      cache.setQueryData(keys.connect, event.connect)
      return
    case 'doctor':
      cache.setQueryData(keys.doctor, event.doctor)
      return
    case 'resync':
      return reload(cache)
  }
}

/** Loads again what is on screen. The rest is dropped, so that it is loaded afresh when it is opened. */
function reload(cache: QueryClient) {
  cache.removeQueries({ queryKey: ['thread'], type: 'inactive' })
  void cache.invalidateQueries({ queryKey: keys.boot })
  void cache.invalidateQueries({ queryKey: keys.list })
  void cache.invalidateQueries({ queryKey: ['thread'] })
  for (const queryKey of [
    keys.counts,
    keys.labels,
    keys.replies,
    keys.members,
    keys.integration,
    keys.numbers,
    keys.connect,
    keys.doctor,
    keys.log,
  ]) {
    void cache.invalidateQueries({ queryKey })
  }
  void cache.invalidateQueries({ predicate: isUnlisted(cache) })
}

/** Rows of the list come with its pages; only a conversation opened from elsewhere is asked for by itself. */
function isUnlisted(cache: QueryClient): (query: { queryKey: readonly unknown[] }) => boolean {
  const lists = cache.getQueriesData<ConversationList>({ queryKey: keys.list })
  const listed = new Set(lists.flatMap(([, list]) => list?.rows.map((row) => row.id) ?? []))
  return ({ queryKey }) => queryKey[0] === 'conversation' && !listed.has(String(queryKey[1]))
}
