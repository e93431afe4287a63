import { useQuery, useQueryClient } from '@tanstack/react-query'
import { call } from '../api/call'
import type { BootView, ConnectionView, ProfileView } from '../api/generated'
import { keys } from './keys'
import { withOvertaking } from './overtaken'

export type ReadyProfile = Extract<ProfileView, { stage: 'ready' }>

/** Who we are and how we are connected. */
export function useBoot() {
  return useQuery({ queryKey: keys.boot, queryFn: boot })
}

async function boot(): Promise<BootView> {
  const { answer, events } = await withOvertaking(() => call('boot', {}))
  const view = { ...answer }
  for (const event of events) {
    if (event.event === 'connection') view.connection = event.connection
    if (event.event === 'profile') view.profile = event.profile
  }
  return view
}

const connectionOf = (view: BootView) => view.connection

export function useConnection(): ConnectionView {
  return useQuery({ queryKey: keys.boot, queryFn: boot, select: connectionOf }).data ?? { state: 'connecting' }
}

/** Puts the answer of a command that moves to another stage in its place. */
export function useNewBoot(): (view: BootView) => void {
  const cache = useQueryClient()
  return (view) => cache.setQueryData(keys.boot, view)
}
