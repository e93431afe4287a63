import '@testing-library/jest-dom/vitest'
import { cleanup, configure } from '@testing-library/react'
import { createElement, type ReactElement } from 'react'
import { afterEach, vi } from 'vitest'
import { USUAL_VIEW, useListView } from '../cache/list_view'
import { forgetFirstMessages } from '../connect/first_message'
import { useUi } from '../inbox/ui_state'
import { useSearch } from '../search/search_state'
import { useFinds } from '../search/use_finds'
import { useWork } from '../work/work_state'

// What jsdom lacks and the app needs.
class NoObserver {
  observe() {}
  unobserve() {}
  disconnect() {}
}
globalThis.ResizeObserver ??= NoObserver as unknown as typeof ResizeObserver
globalThis.CSS ??= { escape: (text: string) => text } as typeof CSS
Element.prototype.scrollIntoView ??= () => {}

configure({ asyncUtilTimeout: 5_000 })

// jsdom has no layout, so nothing would ever be in view: threads are drawn whole.
vi.mock('virtua', () => ({
  Virtualizer: ({ data, children }: { data: readonly unknown[]; children: (row: unknown, i: number) => ReactElement }) =>
    createElement('div', null, data.map(children)),
}))

afterEach(() => {
  cleanup()
  useUi.setState(useUi.getInitialState(), true)
  useWork.setState(useWork.getInitialState(), true)
  useSearch.setState(useSearch.getInitialState(), true)
  useFinds.setState(useFinds.getInitialState(), true)
  useListView.setState({ view: USUAL_VIEW })
  forgetFirstMessages()
  localStorage.clear()
})
