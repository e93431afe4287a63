import { useSyncExternalStore } from 'react'

/** One clock per pace for all labels on screen, so that they turn over together and an idle window wakes rarely. */
function clock(paceMs: number) {
  let now = Date.now()
  let timer: ReturnType<typeof setInterval> | undefined
  const listeners = new Set<() => void>()
  const tick = () => {
    now = Date.now()
    for (const listener of listeners) listener()
  }
  return {
    subscribe(listener: () => void) {
      if (listeners.size === 0) {
        now = Date.now()
        timer = setInterval(tick, paceMs)
      }
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0) clearInterval(timer)
      }
    },
    read: () => {
      // Without listeners nobody ticks; be right for the first reader, and steady while it renders.
      if (listeners.size === 0 && Date.now() - now >= paceMs) now = Date.now()
      return now
    },
  }
}

const slow = clock(15_000)
const fast = clock(1_000)

/** The time, for labels that count in minutes and days. */
export function useNow(): number {
  return useSyncExternalStore(slow.subscribe, slow.read)
}

/** The time, for labels that count seconds. */
export function useSeconds(): number {
  return useSyncExternalStore(fast.subscribe, fast.read)
}
