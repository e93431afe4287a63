import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useSyncExternalStore } from 'react'
import { call } from '../api/call'
import type { ConversationView } from '../api/generated'
import { touchConversation } from '../cache/conversations'

/** Passing through with J and K is not reading. */
const DWELL_MS = 350

function listen(changed: () => void) {
  window.addEventListener('focus', changed)
  window.addEventListener('blur', changed)
  document.addEventListener('visibilitychange', changed)
  return () => {
    window.removeEventListener('focus', changed)
    window.removeEventListener('blur', changed)
    document.removeEventListener('visibilitychange', changed)
  }
}

const isWatched = () => document.visibilityState === 'visible' && document.hasFocus()

/** A conversation is read when its last bubble has been on screen for a moment in a window that has the focus. */
export function useMarkRead(conversation: ConversationView, newestAtMs: number | null, atEnd: boolean) {
  const cache = useQueryClient()
  const watched = useSyncExternalStore(listen, isWatched)
  const { id, unread } = conversation
  const refusedAtMs = useRef<number | null>(null)
  useEffect(() => {
    if (!watched || !atEnd || unread === 0 || newestAtMs === null || refusedAtMs.current === newestAtMs) return
    const timer = setTimeout(() => {
      touchConversation(cache, id, { unread: 0 })
      call('mark_read', { conversation_id: id, through_ms: newestAtMs }).catch(() => {
        // Unread is then the truth; the next message is the next occasion.
        refusedAtMs.current = newestAtMs
        touchConversation(cache, id, { unread })
      })
    }, DWELL_MS)
    return () => clearTimeout(timer)
  }, [cache, id, unread, newestAtMs, atEnd, watched])
}
