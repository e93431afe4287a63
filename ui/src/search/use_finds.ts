import type { QueryClient } from '@tanstack/react-query'
import { create } from 'zustand'
import { useUi } from '../inbox/ui_state'
import { focusComposer } from '../inbox/use_inbox_keys'
import { goTo } from './go_to'

/** The id of the list of what was found. */
export const FINDS = 'search-finds'

/** Something to open: a conversation, or one of its messages. */
export type Find = { id: string; conversationId: string; messageId: string | null }

type Finds = {
  finds: readonly Find[]
  /** The id of the find that Enter opens. */
  active: string | null
  setFinds: (finds: readonly Find[]) => void
  setActive: (id: string) => void
  step: (by: 1 | -1) => void
  openActive: (cache: QueryClient) => void
}

/** What was found and which of it is active: the field has the keyboard, the list shows it. */
export const useFinds = create<Finds>()((set, get) => ({
  finds: [],
  active: null,
  setFinds: (finds) =>
    set(({ active }) => ({ finds, active: finds.some((find) => find.id === active) ? active : (finds[0]?.id ?? null) })),
  setActive: (active) => set({ active }),
  step: (by) =>
    set(({ finds, active }) => {
      const at = finds.findIndex((find) => find.id === active)
      return { active: finds[Math.min(finds.length - 1, Math.max(0, at + by))]?.id ?? null }
    }),
  openActive: (cache) => {
    const { finds, active } = get()
    const find = finds.find(({ id }) => id === active)
    if (find !== undefined) openFind(cache, find)
  },
}))

/** A message is gone to; a person is written to. */
export function openFind(cache: QueryClient, { conversationId, messageId }: Find) {
  if (messageId !== null) return void goTo(cache, conversationId, messageId)
  useUi.getState().open(conversationId)
  requestAnimationFrame(focusComposer)
}
