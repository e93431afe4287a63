import { useEffect } from 'react'
import { useUi } from '../inbox/ui_state'
import { focusComposer, focusList, isTyping } from '../inbox/use_inbox_keys'

export function focusSection() {
  document.querySelector<HTMLElement>('[data-settings] [role=tab][aria-selected=true]')?.focus()
}

/** Back to where one was, with the keyboard where one would go on. */
export function leaveSettings() {
  const { closeSettings, selected } = useUi.getState()
  closeSettings()
  requestAnimationFrame(selected === null ? focusList : focusComposer)
}

/** Ctrl or Cmd and the comma open the settings. There, Escape goes from a field to the sections, and from the sections to the inbox. */
export function useWorkspaceKeys() {
  useEffect(() => {
    function onKeyDown(e: KeyboardEvent) {
      if (e.defaultPrevented || e.isComposing) return
      const { page, openSettings } = useUi.getState()
      if (e.key === ',' && (e.ctrlKey || e.metaKey) && !e.altKey) {
        openSettings()
        requestAnimationFrame(focusSection)
      } else if (e.key === 'Escape' && page === 'settings') {
        // What is half typed is not thrown away by one key.
        if (isTyping(e.target)) focusSection()
        else leaveSettings()
      } else return
      e.preventDefault()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [])
}
