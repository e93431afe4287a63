import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useRef } from 'react'
import { call } from '../api/call'
import type { ConversationPage, ConversationView, Event } from '../api/generated'
import { keys } from './keys'
import { withOvertaking } from './overtaken'
import { append, type Sorted, upsert } from './sorted'
import { noteUnread } from './unread'

const PAGE = 100
/** A reload brings back as many rows as were there, up to this. */
const RELOAD_AT_MOST = 1_000

/** A line of the list: just enough to keep its place. What it shows is in the row's own cache entry, so a change repaints one row. */
export type Place = { readonly id: string; readonly active_at_ms: number }
export type ConversationList = Sorted<Place>

/** Newest activity first, then the greater id. */
export function byActivity(a: Place, b: Place): number {
  return b.active_at_ms - a.active_at_ms || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0)
}

function toPlace({ id, active_at_ms }: ConversationView): Place {
  return { id, active_at_ms }
}

function keep(cache: QueryClient, item: ConversationView) {
  cache.setQueryData(keys.conversation(item.id), item)
  noteUnread(item.id, item.unread > 0)
}

/** Puts whole conversations into the cache; the list changes only when a place does. */
export function putConversations(cache: QueryClient, items: readonly ConversationView[]) {
  for (const item of items) keep(cache, item)
  cache.setQueryData<ConversationList>(keys.list, (list) => {
    if (list === undefined) return list
    const moved = items.filter((item) => !list.rows.some((row) => row.id === item.id && row.active_at_ms === item.active_at_ms))
    return moved.length === 0 ? list : upsert(list, moved.map(toPlace), byActivity)
  })
}

async function fetchPage(after: string | null): Promise<ConversationPage> {
  return call('list_conversations', { after, limit: PAGE })
}

/** What pages and the events of the meantime say together; the whole rows go to their own entries. */
function merge(cache: QueryClient, pages: readonly ConversationPage[], events: readonly Event[]): ConversationList {
  const told = events.flatMap((e) => (e.event === 'conversations' ? e.items : []))
  const newer = new Set(told.map((item) => item.id))
  const items = pages.flatMap((page) => page.items)
  for (const item of items) if (!newer.has(item.id)) keep(cache, item)
  const unique = new Map(items.map((item) => [item.id, toPlace(item)]))
  const loaded = { rows: [...unique.values()].sort(byActivity), next: pages.at(-1)?.next ?? null }
  return upsert(loaded, told.map(toPlace), byActivity)
}

async function load(cache: QueryClient): Promise<ConversationList> {
  const wanted = Math.min(cache.getQueryData<ConversationList>(keys.list)?.rows.length ?? 0, RELOAD_AT_MOST)
  const { answer, events } = await withOvertaking(async () => {
    const pages = [await fetchPage(null)]
    let next = pages[0]?.next ?? null
    while (next !== null && pages.length * PAGE < wanted) {
      const page = await fetchPage(next)
      pages.push(page)
      next = page.next
    }
    return pages
  })
  return merge(cache, answer, events)
}

const listQuery = (cache: QueryClient) => ({ queryKey: keys.list, queryFn: () => load(cache) })

/** The loaded part of the inbox, and the way to load more of it. */
export function useConversationList() {
  const cache = useQueryClient()
  const query = useQuery(listQuery(cache))
  const loading = useRef(false)
  const loadMore = useCallback(async () => {
    const list = cache.getQueryData<ConversationList>(keys.list)
    if (loading.current || list === undefined || list.next === null) return
    loading.current = true
    try {
      const after = list.next
      const { answer, events } = await withOvertaking(() => fetchPage(after))
      const page = merge(cache, [answer], events)
      cache.setQueryData<ConversationList>(keys.list, (now) => (now === undefined ? now : append(now, page, byActivity)))
    } finally {
      loading.current = false
    }
  }, [cache])
  return { query, loadMore }
}

/** Whether there is anything to choose from. */
export function useHasConversations(): boolean {
  return useQuery({ ...listQuery(useQueryClient()), select: hasRows }).data ?? false
}

const hasRows = (list: ConversationList) => list.rows.length > 0

/** One conversation, kept true by events. */
export function useConversation(id: string): ConversationView | undefined {
  return useQuery({ queryKey: keys.conversation(id), queryFn: () => call('conversation', { conversation_id: id }) }).data
}

/** Changes what we show of a conversation before the engine has answered. */
export function touchConversation(cache: QueryClient, id: string, change: Partial<ConversationView>) {
  const was = cache.getQueryData<ConversationView>(keys.conversation(id))
  if (was !== undefined) keep(cache, { ...was, ...change })
}
