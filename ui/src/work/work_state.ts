import { create } from 'zustand'

/** What a small dialog is open for, and for which conversations. */
export type WorkTask = { task: 'snooze' | 'label' | 'delete'; ids: readonly string[] }

/** A short line about what was done, and the way back. */
export type Notice = { words: string; undo: (() => Promise<void>) | null; isRefusal: boolean }

type WorkState = {
  /** Chosen for doing something with all of them. */
  marked: ReadonlySet<string>
  /** Where a range begins. */
  anchor: string | null
  mark: (id: string, on: boolean) => void
  markAll: (ids: readonly string[]) => void
  unmark: () => void
  /** The row of the list that has the keyboard; `null` while it is elsewhere. */
  activeRow: string | null
  setActiveRow: (id: string | null) => void
  task: WorkTask | null
  setTask: (task: WorkTask | null) => void
  notice: Notice | null
  setNotice: (notice: Notice | null) => void
  /** The conversation in which one writes a note instead of a reply. */
  noting: string | null
  setNoting: (id: string | null) => void
  /** Unsaved notes, by conversation: apart from the replies, so that neither becomes the other. */
  noteDrafts: ReadonlyMap<string, string>
  setNoteDraft: (id: string, text: string) => void
  isHelpOpen: boolean
  setHelpOpen: (isOpen: boolean) => void
}

/** What one is doing with conversations, on this screen only. */
export const useWork = create<WorkState>()((set) => ({
  marked: new Set(),
  anchor: null,
  mark: (id, on) =>
    set((state) => {
      const marked = new Set(state.marked)
      if (on) marked.add(id)
      else marked.delete(id)
      return { marked, anchor: id }
    }),
  markAll: (ids) => set((state) => ({ marked: new Set([...state.marked, ...ids]) })),
  unmark: () => set({ marked: new Set(), anchor: null }),
  activeRow: null,
  setActiveRow: (activeRow) => set({ activeRow }),
  task: null,
  setTask: (task) => set({ task }),
  notice: null,
  setNotice: (notice) => set({ notice }),
  noting: null,
  setNoting: (noting) => set({ noting }),
  noteDrafts: new Map(),
  setNoteDraft: (id, text) =>
    set((state) => {
      const noteDrafts = new Map(state.noteDrafts)
      if (text === '') noteDrafts.delete(id)
      else noteDrafts.set(id, text)
      return { noteDrafts }
    }),
  isHelpOpen: false,
  setHelpOpen: (isHelpOpen) => set({ isHelpOpen }),
}))
