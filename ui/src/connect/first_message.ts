import { useEffect } from 'react'
import { create } from 'zustand'
import { subscribe } from '../api/call'
import type { ConversationView } from '../api/generated'
import { useConnect } from '../cache/integration'

/** Provider clocks and ours differ; a message this much older than the connection counts as new. */
const CLOCKS_DIFFER_MS = 120_000

type FirstMessages = { connectId: string | null; byNumber: ReadonlyMap<string, ConversationView> }

const useStore = create<FirstMessages>()(() => ({ connectId: null, byNumber: new Map() }))

export function forgetFirstMessages() {
  useStore.setState(useStore.getInitialState(), true)
}

/** The conversation that the first message on a number opened, since it was connected. */
export function useFirstMessage(phoneNumberId: string): ConversationView | undefined {
  return useStore((state) => state.byNumber.get(phoneNumberId))
}

/** Once numbers are connected, waits for the first message on each, on whatever page one is. */
export function useFirstMessages() {
  const connect = useConnect().data ?? null
  const doneId = connect?.stage.stage === 'done' ? connect.id : null
  useEffect(() => {
    if (doneId === null) return
    const sinceMs = Date.now() - CLOCKS_DIFFER_MS
    if (useStore.getState().connectId !== doneId) useStore.setState({ connectId: doneId, byNumber: new Map() })
    return subscribe((event) => {
      if (event.event !== 'conversations') return
      const { byNumber } = useStore.getState()
      const first = event.items.filter(
        ({ last, number }) =>
          last !== null && last.direction === 'in' && last.at_ms >= sinceMs && !byNumber.has(number.phone_number_id),
      )
      if (first.length === 0) return
      useStore.setState({ byNumber: new Map([...byNumber, ...first.map((c) => [c.number.phone_number_id, c] as const)]) })
    })
  }, [doneId])
}
