import { type QueryClient, useQuery } from '@tanstack/react-query'
import { call } from '../api/call'
import type { InboxCounts } from '../api/generated'
import { keys } from './keys'

const PACE_MS = 300
let soon: ReturnType<typeof setTimeout> | undefined

/** Something about conversations has changed: the counts are asked for soon, once for all that changes meanwhile. */
export function noteCounts(cache: QueryClient) {
  if (soon !== undefined) return
  soon = setTimeout(() => {
    soon = undefined
    void cache.invalidateQueries({ queryKey: keys.counts })
  }, PACE_MS)
}

/** How many conversations there are of each kind: one number everywhere. */
export function useCounts(): InboxCounts | undefined {
  return useQuery({ queryKey: keys.counts, queryFn: () => call('inbox_counts', {}) }).data
}
