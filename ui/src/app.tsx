import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { subscribe } from './api/call'
import { BootFailed, Skeleton } from './boot/skeleton'
import { applyEvent } from './cache/apply_event'
import { useBoot } from './cache/boot'
import { Announcer } from './parts/announce'
import { KeychainClosed } from './setup/keychain_closed'
import { Locked } from './setup/locked'
import { Setup } from './setup/setup'
import { Workspace } from './workspace/workspace'

/** One screen for each stage of being set up. */
export function App() {
  const cache = useQueryClient()
  useEffect(() => subscribe((event) => applyEvent(cache, event)), [cache])
  return (
    <>
      <Stage />
      <Announcer />
    </>
  )
}

function Stage() {
  const { data, error, refetch } = useBoot()
  if (data === undefined) return error === null ? <Skeleton /> : <BootFailed error={error} onRetry={() => void refetch()} />
  switch (data.profile.stage) {
    case 'locked':
      return <Locked firstTime={data.profile.first_time} reason={data.profile.reason} />
    case 'keychain_closed':
      return <KeychainClosed reason={data.profile.reason} />
    case 'setup':
      return <Setup />
    case 'ready':
      return <Workspace profile={data.profile} />
  }
}
