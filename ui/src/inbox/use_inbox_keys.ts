import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { ConversationList } from '../cache/conversations'
import { keys } from '../cache/keys'
import { useUi } from './ui_state'

export function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
}

/** Where one writes; where that is not allowed now, where one reads. */
export function focusComposer() {
  const place = document.querySelector<HTMLElement>('[data-composer]') ?? document.querySelector<HTMLElement>('[data-thread]')
  place?.focus()
}

export function focusList() {
  document.querySelector<HTMLElement>('[role=listbox]')?.focus()
}

/** J and K walk through the conversations, R replies, Escape leaves; with Alt also while typing. Letters do nothing in text fields. */
export function useInboxKeys() {
  const cache = useQueryClient()
  useEffect(() => {
    function step(by: 1 | -1) {
      const rows = cache.getQueryData<ConversationList>(keys.list)?.rows ?? []
      const { selected, open } = useUi.getState()
      const at = rows.findIndex((row) => row.id === selected)
      const next = rows[at === -1 ? 0 : at + by]
      if (next !== undefined) open(next.id)
    }
    function onKeyDown(e: KeyboardEvent) {
      if (e.defaultPrevented || e.ctrlKey || e.metaKey || e.isComposing) return
      const typing = isTyping(e.target)
      if (typing && !e.altKey) return
      // By position, so that it works on every keyboard layout that has these letters elsewhere while Alt is held.
      const key = e.altKey ? e.code : e.key.toLowerCase()
      if (key === 'j' || key === 'KeyJ') step(1)
      else if (key === 'k' || key === 'KeyK') step(-1)
      else if (key === 'r') focusComposer()
      else return
      e.preventDefault()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [cache])
}
