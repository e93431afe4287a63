import '@testing-library/jest-dom/vitest'
import { cleanup } from '@testing-library/react'
import { afterEach } from 'vitest'
import { useUi } from '../inbox/ui_state'

// What jsdom lacks and the app needs.
class NoObserver {
  observe() {}
  unobserve() {}
  disconnect() {}
}
globalThis.ResizeObserver ??= NoObserver as unknown as typeof ResizeObserver
globalThis.CSS ??= { escape: (text: string) => text } as typeof CSS
Element.prototype.scrollIntoView ??= () => {}

afterEach(() => {
  cleanup()
  useUi.setState(useUi.getInitialState(), true)
  localStorage.clear()
})
