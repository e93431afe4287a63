import { QueryClientProvider } from '@tanstack/react-query'
import { render } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { chooseTransport } from '../api/call'
import { App } from '../app'
import { newCache } from '../cache/client'
import type { FakeTransport } from './fake_transport'

/** The whole app over a fake engine. */
export function start(fake: FakeTransport) {
  chooseTransport(fake)
  const user = userEvent.setup()
  const cache = newCache()
  const view = render(
    <QueryClientProvider client={cache}>
      <App />
    </QueryClientProvider>,
  )
  return { user, cache, ...view }
}
