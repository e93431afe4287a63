export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

const KEY = 'frontdesk-theme'

export function savedTheme(): Theme {
  const saved = localStorage.getItem(KEY)
  return THEMES.find((theme) => theme === saved) ?? 'system'
}

/** `system` leaves the choice to the machine, also when it changes at sunset. */
export function applyTheme(theme: Theme) {
  if (theme === 'system') {
    localStorage.removeItem(KEY)
    document.documentElement.removeAttribute('data-theme')
  } else {
    localStorage.setItem(KEY, theme)
    document.documentElement.dataset.theme = theme
  }
}
