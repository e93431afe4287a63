import './theme/theme.css'
import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app'
import { BootFailed } from './boot/skeleton'
import { newCache } from './cache/client'
import { applyTheme, savedTheme } from './theme/theme'

function root() {
  const place = document.getElementById('root')
  if (place === null) throw new Error('index.html has a #root')
  applyTheme(savedTheme())
  return createRoot(place)
}

export function mount() {
  root().render(
    <StrictMode>
      <QueryClientProvider client={newCache()}>
        <App />
      </QueryClientProvider>
    </StrictMode>,
  )
}

/** There is no way to the engine at all: say so, and offer to start over. */
export function mountFailure(error: unknown) {
  root().render(<BootFailed error={error} onRetry={() => window.location.reload()} />)
}
