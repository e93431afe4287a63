import { create } from 'zustand'

/** A message to go to. Each going is a new object, so that going to the same message twice is seen. */
export type Goal = { conversationId: string; messageId: string }

type SearchState = {
  /** What is searched everywhere; empty while one does not search. */
  text: string
  setText: (text: string) => void
  goal: Goal | null
  setGoal: (goal: Goal | null) => void
  /** The conversation in which one searches. */
  finding: string | null
  setFinding: (conversationId: string | null) => void
}

/** What one looks for, on this screen only. */
export const useSearch = create<SearchState>()((set) => ({
  text: '',
  setText: (text) => set({ text }),
  goal: null,
  setGoal: (goal) => set({ goal }),
  finding: null,
  setFinding: (finding) => set({ finding }),
}))

export function focusSearch() {
  const field = document.querySelector<HTMLInputElement>('[data-search]')
  field?.focus()
  field?.select()
}
