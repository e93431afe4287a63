import { create } from 'zustand'
import type { ConversationFilter, ConversationSort, ConversationView } from '../api/generated'

/** Which conversations the list shows, and in which order. */
export type ListView = { filter: ConversationFilter; sort: ConversationSort }

export const STATUSES = ['open', 'snoozed', 'closed', 'all'] as const satisfies readonly ConversationFilter['status'][]
export const SORTS = ['newest', 'longest_waiting', 'closing_soon'] as const satisfies readonly ConversationSort[]
export const WINDOWS = ['any', 'open', 'closing', 'closed'] as const satisfies readonly ConversationFilter['window'][]

/** Less than this is left of a window that is "closing". */
export const CLOSING_MS = 2 * 3_600_000

export const USUAL_VIEW: ListView = {
  filter: { status: 'open', unread_only: false, label_ids: [], phone_number_ids: [], window: 'any' },
  sort: 'newest',
}

const KEY = 'frontdesk-list-view'

/** What was kept may be from another version: whatever is not understood is as usual. */
function savedView(): ListView {
  try {
    const saved = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<ConversationFilter> & { sort?: unknown }
    const ids = (list: unknown) => (Array.isArray(list) ? list.filter((id) => typeof id === 'string') : [])
    return {
      filter: {
        status: STATUSES.find((status) => status === saved.status) ?? 'open',
        unread_only: saved.unread_only === true,
        label_ids: ids(saved.label_ids),
        phone_number_ids: ids(saved.phone_number_ids),
        window: WINDOWS.find((window) => window === saved.window) ?? 'any',
      },
      sort: SORTS.find((sort) => sort === saved.sort) ?? 'newest',
    }
  } catch {
    return USUAL_VIEW
  }
}

type State = {
  view: ListView
  setFilter: (change: Partial<ConversationFilter>) => void
  setSort: (sort: ConversationSort) => void
}

/** The view of the inbox, remembered on this device. */
export const useListView = create<State>()((set, get) => {
  const keep = (view: ListView) => {
    localStorage.setItem(KEY, JSON.stringify({ ...view.filter, sort: view.sort }))
    set({ view })
  }
  return {
    view: savedView(),
    setFilter: (change) => keep({ ...get().view, filter: { ...get().view.filter, ...change } }),
    setSort: (sort) => keep({ ...get().view, sort }),
  }
})

/** Whether more is asked than the status. */
export function isNarrowed({ filter }: ListView): boolean {
  return filter.unread_only || filter.label_ids.length > 0 || filter.phone_number_ids.length > 0 || filter.window !== 'any'
}

/** Where a conversation stands at this moment: a snooze ends by itself. */
export function statusAt({ status }: ConversationView, now: number): ConversationView['status'] {
  return status.status === 'snoozed' && status.until_ms <= now ? { status: 'open' } : status
}

/** The engine's own rule, so that a change can be shown before the engine has answered. */
export function fits({ filter }: ListView, item: ConversationView, now: number): boolean {
  const { window } = item
  const leftMs = window.window === 'open' ? window.closes_at_ms - now : 0
  return (
    (filter.status === 'all' || filter.status === statusAt(item, now).status) &&
    (!filter.unread_only || item.unread > 0) &&
    (filter.label_ids.length === 0 || item.labels.some((label) => filter.label_ids.includes(label.id))) &&
    (filter.phone_number_ids.length === 0 || filter.phone_number_ids.includes(item.number.phone_number_id)) &&
    (filter.window === 'any' ||
      (filter.window === 'open' && leftMs > 0) ||
      (filter.window === 'closing' && leftMs > 0 && leftMs <= CLOSING_MS) ||
      (filter.window === 'closed' && leftMs <= 0))
  )
}
