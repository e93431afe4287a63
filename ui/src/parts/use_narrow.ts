import { useSyncExternalStore } from 'react'

/** As `--breakpoint-two` in theme.css. */
const query = typeof window.matchMedia === 'function' ? window.matchMedia('(width < 680px)') : null

function listen(changed: () => void) {
  query?.addEventListener('change', changed)
  return () => query?.removeEventListener('change', changed)
}

/** Whether there is room for one column only. */
export function useNarrow(): boolean {
  return useSyncExternalStore(listen, () => query?.matches ?? false)
}
