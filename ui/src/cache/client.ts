import { notifyManager, QueryClient } from '@tanstack/react-query'

// A timer would put every event off by up to four milliseconds.
notifyManager.setScheduler(queueMicrotask)

/** One cache for everything the engine told us. Events keep it true, so nothing is fetched again by itself. */
export function newCache(): QueryClient {
  const cache = new QueryClient({
    defaultOptions: {
      queries: {
        networkMode: 'always',
        staleTime: Number.POSITIVE_INFINITY,
        retry: false,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        // We keep the identity of unchanged rows ourselves.
        structuralSharing: false,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  })
  // Listed rows must be there when one scrolls back to them.
  cache.setQueryDefaults(['conversation'], { gcTime: Number.POSITIVE_INFINITY })
  return cache
}
