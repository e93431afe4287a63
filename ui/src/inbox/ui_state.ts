import { create } from 'zustand'
import { applyTheme, savedTheme, type Theme } from '../theme/theme'

const WIDTH_KEY = 'frontdesk-list-width'
export const LIST_WIDTH = { least: 280, usual: 340, most: 480 }

function savedWidth(): number {
  const saved = Number(localStorage.getItem(WIDTH_KEY))
  return saved >= LIST_WIDTH.least && saved <= LIST_WIDTH.most ? saved : LIST_WIDTH.usual
}

export type SettingsSection = 'general' | 'integrations' | 'numbers' | 'labels' | 'replies' | 'log' | 'kept'

/** What one is doing with a number, in a dialog over the numbers. */
export type NumberTask = { task: 'edit' | 'token' | 'profile' | 'disconnect' | 'doctor'; phoneNumberId: string }

type UiState = {
  /** The open conversation. */
  selected: string | null
  open: (id: string | null) => void
  listWidth: number
  setListWidth: (width: number) => void
  theme: Theme
  setTheme: (theme: Theme) => void
  page: 'inbox' | 'settings'
  section: SettingsSection
  /** Without a section: where one was last. */
  openSettings: (section?: SettingsSection) => void
  closeSettings: () => void
  numberTask: NumberTask | null
  setNumberTask: (task: NumberTask | null) => void
  /** The number whose log is shown; `null` for all. */
  logNumber: string | null
  setLogNumber: (phoneNumberId: string | null) => void
  /** Long messages that the agent has unfolded; they stay so while scrolled away. */
  unfolded: ReadonlySet<string>
  unfold: (messageId: string) => void
}

/** What is on this screen and nowhere else. What the engine knows is in the query cache. */
export const useUi = create<UiState>()((set) => ({
  selected: null,
  open: (selected) => set({ selected }),
  listWidth: savedWidth(),
  setListWidth: (width) => {
    const listWidth = Math.round(Math.min(LIST_WIDTH.most, Math.max(LIST_WIDTH.least, width)))
    localStorage.setItem(WIDTH_KEY, String(listWidth))
    set({ listWidth })
  },
  theme: savedTheme(),
  setTheme: (theme) => {
    applyTheme(theme)
    set({ theme })
  },
  page: 'inbox',
  section: 'general',
  openSettings: (section) => set((was) => ({ page: 'settings', section: section ?? was.section })),
  closeSettings: () => set({ page: 'inbox', numberTask: null }),
  numberTask: null,
  setNumberTask: (numberTask) => set({ numberTask }),
  logNumber: null,
  setLogNumber: (logNumber) => set({ logNumber }),
  unfolded: new Set(),
  unfold: (messageId) => set((state) => ({ unfolded: new Set(state.unfolded).add(messageId) })),
}))
