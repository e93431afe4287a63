import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useRef } from 'react'
import { call } from '../api/call'
import type { ConversationPage, ConversationSort, ConversationView, Event } from '../api/generated'
import { useUi } from '../inbox/ui_state'
import { noteCounts } from './counts'
import { keys } from './keys'
import { fits, type ListView, useListView } from './list_view'
import { withOvertaking } from './overtaken'
import { append, type Order, type Sorted, upsert } from './sorted'

const PAGE = 100
/** A reload brings back as many rows as were there, up to this. */
const RELOAD_AT_MOST = 1_000

/** A line of the list: just enough to keep its place. What it shows is in the row's own cache entry, so a change repaints one row. */
export type Place = Readonly<
  Pick<ConversationView, 'id' | 'active_at_ms' | 'pinned' | 'waiting_since_ms'> & {
    /** When its window closes; `null` when it is closed. */
    closes_at_ms: number | null
  }
>
export type ConversationList = Sorted<Place>

/** Pinned ones first, then the newest activity, then the greater id. */
export function byActivity(a: Place, b: Place): number {
  return Number(b.pinned) - Number(a.pinned) || b.active_at_ms - a.active_at_ms || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0)
}

/** The least first; those that have none come after, as in the usual order. */
function byLeast(field: 'waiting_since_ms' | 'closes_at_ms'): Order<Place> {
  return (a, b) => {
    const [x, y] = [a[field], b[field]]
    if (x === null || y === null) return x === y ? byActivity(a, b) : x === null ? 1 : -1
    return x - y || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
  }
}

const ORDERS: Record<ConversationSort, Order<Place>> = {
  newest: byActivity,
  longest_waiting: byLeast('waiting_since_ms'),
  closing_soon: byLeast('closes_at_ms'),
}

export function toPlace({ id, active_at_ms, pinned, waiting_since_ms, window }: ConversationView): Place {
  const closes_at_ms = window.window === 'open' && window.closes_at_ms > Date.now() ? window.closes_at_ms : null
  return { id, active_at_ms, pinned, waiting_since_ms, closes_at_ms }
}

const isSamePlace = (a: Place, b: Place) =>
  a.active_at_ms === b.active_at_ms &&
  a.pinned === b.pinned &&
  a.waiting_since_ms === b.waiting_since_ms &&
  a.closes_at_ms === b.closes_at_ms

function keep(cache: QueryClient, item: ConversationView) {
  cache.setQueryData(keys.conversation(item.id), item)
}

function without(list: ConversationList, gone: ReadonlySet<string>): ConversationList {
  if (gone.size === 0) return list
  const rows = list.rows.filter((row) => !gone.has(row.id))
  return rows.length === list.rows.length ? list : { ...list, rows }
}

function put(view: ListView, list: ConversationList, items: readonly ConversationView[]): ConversationList {
  const now = Date.now()
  // One that is being read stays among the unread ones.
  const open = useUi.getState().selected
  const read = { ...view, filter: { ...view.filter, unread_only: false } }
  const told = new Set(items.map((item) => item.id))
  const known = new Map(list.rows.filter((row) => told.has(row.id)).map((row) => [row.id, row]))
  const fitting = items.filter((item) => fits(item.id === open && known.has(item.id) ? read : view, item, now))
  const kept = new Set(fitting.map((item) => item.id))
  const left = without(list, new Set(items.filter((item) => !kept.has(item.id)).map((item) => item.id)))
  const moved = fitting.map(toPlace).filter((place) => {
    const row = known.get(place.id)
    return row === undefined || !isSamePlace(row, place)
  })
  return moved.length === 0 ? left : upsert(left, moved, ORDERS[view.sort])
}

/** Puts whole conversations into the cache; a list changes only when a place does. */
export function putConversations(cache: QueryClient, items: readonly ConversationView[]) {
  for (const item of items) keep(cache, item)
  for (const [key, list] of cache.getQueriesData<ConversationList>({ queryKey: keys.list })) {
    const view = key[1] as ListView
    if (list !== undefined) cache.setQueryData<ConversationList>(key, put(view, list, items))
  }
  noteCounts(cache)
}

/** Takes a deleted conversation out of everything. */
export function takeConversation(cache: QueryClient, id: string) {
  for (const [key, list] of cache.getQueriesData<ConversationList>({ queryKey: keys.list })) {
    if (list !== undefined) cache.setQueryData<ConversationList>(key, without(list, new Set([id])))
  }
  cache.removeQueries({ queryKey: keys.thread(id) })
  cache.removeQueries({ queryKey: keys.conversation(id) })
  noteCounts(cache)
}

async function fetchPage({ filter, sort }: ListView, after: string | null): Promise<ConversationPage> {
  return call('list_conversations', { filter, sort, after, limit: PAGE })
}

/** What pages and the events of the meantime say together; the whole rows go to their own entries. */
function merge(
  cache: QueryClient,
  view: ListView,
  pages: readonly ConversationPage[],
  events: readonly Event[],
): ConversationList {
  const told = events.flatMap((e) => (e.event === 'conversations' ? e.items : []))
  const newer = new Set(told.map((item) => item.id))
  const items = pages.flatMap((page) => page.items)
  for (const item of items) if (!newer.has(item.id)) keep(cache, item)
  const unique = new Map(items.map((item) => [item.id, toPlace(item)]))
  const loaded = { rows: [...unique.values()].sort(ORDERS[view.sort]), next: pages.at(-1)?.next ?? null }
  return told.length === 0 ? loaded : put(view, loaded, told)
}

async function load(cache: QueryClient, view: ListView): Promise<ConversationList> {
  const wanted = Math.min(cache.getQueryData<ConversationList>(keys.listOf(view))?.rows.length ?? 0, RELOAD_AT_MOST)
  const { answer, events } = await withOvertaking(async () => {
    const pages = [await fetchPage(view, null)]
    let next = pages[0]?.next ?? null
    while (next !== null && pages.length * PAGE < wanted) {
      const page = await fetchPage(view, next)
      pages.push(page)
      next = page.next
    }
    return pages
  })
  return merge(cache, view, answer, events)
}

const listQuery = (cache: QueryClient, view: ListView) => ({ queryKey: keys.listOf(view), queryFn: () => load(cache, view) })

/** The rows of the list that is on screen. */
export function listedRows(cache: QueryClient): readonly Place[] {
  return cache.getQueryData<ConversationList>(keys.listOf(useListView.getState().view))?.rows ?? []
}

/** The loaded part of the inbox, and the way to load more of it. */
export function useConversationList() {
  const cache = useQueryClient()
  const view = useListView((state) => state.view)
  const query = useQuery(listQuery(cache, view))
  const loading = useRef(false)
  const loadMore = useCallback(async () => {
    const list = cache.getQueryData<ConversationList>(keys.listOf(view))
    if (loading.current || list === undefined || list.next === null) return
    loading.current = true
    try {
      const after = list.next
      const { answer, events } = await withOvertaking(() => fetchPage(view, after))
      const page = merge(cache, view, [answer], events)
      cache.setQueryData<ConversationList>(keys.listOf(view), (now) =>
        now === undefined ? now : append(now, page, ORDERS[view.sort]),
      )
    } finally {
      loading.current = false
    }
  }, [cache, view])
  return { query, loadMore }
}

/** Whether there is anything to choose from. */
export function useHasConversations(): boolean {
  const view = useListView((state) => state.view)
  return useQuery({ ...listQuery(useQueryClient(), view), select: hasRows }).data ?? false
}

const hasRows = (list: ConversationList) => list.rows.length > 0

/** One conversation, kept true by events. `given` is what another answer has brought of it, where it is not known yet. */
export function useConversation(id: string, given?: ConversationView): ConversationView | undefined {
  return useQuery({
    queryKey: keys.conversation(id),
    queryFn: () => call('conversation', { conversation_id: id }),
    ...(given === undefined ? {} : { initialData: given }),
  }).data
}

export function knownConversation(cache: QueryClient, id: string): ConversationView | undefined {
  return cache.getQueryData<ConversationView>(keys.conversation(id))
}

/** Changes what we show of a conversation before the engine has answered. */
export function touchConversation(cache: QueryClient, id: string, change: Partial<ConversationView>) {
  const was = knownConversation(cache, id)
  if (was !== undefined) keep(cache, { ...was, ...change })
}
