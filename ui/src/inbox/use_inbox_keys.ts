import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { listedRows } from '../cache/conversations'
import { useUi } from './ui_state'

export function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
}

/** Menus, small lists and dialogs have keys of their own. */
export function isInFloat(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[role=dialog], [role=alertdialog], [role=menu], [data-trigger]') !== null
}

/** Where one writes; where that is not allowed now, where one reads. */
export function focusComposer() {
  const place = document.querySelector<HTMLElement>('[data-composer]') ?? document.querySelector<HTMLElement>('[data-thread]')
  place?.focus()
}

export function focusList() {
  document.querySelector<HTMLElement>('[data-list]')?.focus()
}

/** Where the open conversation was in the list: what has taken its place is the next one. */
let lastPlace = 0

/** The conversation before or after the open one. */
export function neighbour(ids: readonly string[], by: 1 | -1): string | undefined {
  const { selected } = useUi.getState()
  const at = ids.indexOf(selected ?? '')
  if (at !== -1) lastPlace = at
  if (selected === null) return ids[0]
  return at !== -1 ? ids[at + by] : ids[Math.min(by === 1 ? lastPlace : lastPlace - 1, ids.length - 1)]
}

/** J and K walk through the conversations; with Alt also while typing. Letters do nothing in text fields. */
export function useInboxKeys() {
  const cache = useQueryClient()
  useEffect(() => {
    function step(by: 1 | -1) {
      const next = neighbour(
        listedRows(cache).map((row) => row.id),
        by,
      )
      if (next === undefined) return
      useUi.getState().open(next)
      lastPlace = listedRows(cache).findIndex((row) => row.id === next)
    }
    function onKeyDown(e: KeyboardEvent) {
      if (e.defaultPrevented || e.ctrlKey || e.metaKey || e.isComposing || isInFloat(e.target)) return
      const typing = isTyping(e.target)
      if (typing && !e.altKey) return
      // By position, so that it works on every keyboard layout that has these letters elsewhere while Alt is held.
      const key = e.altKey ? e.code : e.key.toLowerCase()
      if (key === 'j' || key === 'KeyJ') step(1)
      else if (key === 'k' || key === 'KeyK') step(-1)
      else return
      e.preventDefault()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [cache])
}
