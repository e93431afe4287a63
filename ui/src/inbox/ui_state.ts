import { create } from 'zustand'
import { applyTheme, savedTheme, type Theme } from '../theme/theme'

const WIDTH_KEY = 'frontdesk-list-width'
export const LIST_WIDTH = { least: 280, usual: 340, most: 480 }

function savedWidth(): number {
  const saved = Number(localStorage.getItem(WIDTH_KEY))
  return saved >= LIST_WIDTH.least && saved <= LIST_WIDTH.most ? saved : LIST_WIDTH.usual
}

type UiState = {
  /** The open conversation. */
  selected: string | null
  open: (id: string | null) => void
  listWidth: number
  setListWidth: (width: number) => void
  theme: Theme
  setTheme: (theme: Theme) => void
  settingsOpen: boolean
  setSettingsOpen: (isOpen: boolean) => void
  /** Long messages that the agent has unfolded; they stay so while scrolled away. */
  unfolded: ReadonlySet<string>
  unfold: (messageId: string) => void
  /** The set-up stays on screen for its second step although the first has made us ready. */
  settingUp: boolean
  setSettingUp: (settingUp: boolean) => void
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
  settingsOpen: false,
  setSettingsOpen: (settingsOpen) => set({ settingsOpen }),
  settingUp: false,
  setSettingUp: (settingUp) => set({ settingUp }),
  unfolded: new Set(),
  unfold: (messageId) => set((state) => ({ unfolded: new Set(state.unfolded).add(messageId) })),
}))
