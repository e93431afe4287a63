import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useSyncExternalStore } from 'react'
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
  useEffect(() => {
    if (!watched || !atEnd || unread === 0 || newestAtMs === null) return
    const timer = setTimeout(() => {
      touchConversation(cache, id, { unread: 0 })
      // If it is refused the conversation stays unread in the store and shows so again with its next event.
      call('mark_read', { conversation_id: id, through_ms: newestAtMs }).catch(() => touchConversation(cache, id, { unread }))
    }, DWELL_MS)
    return () => clearTimeout(timer)
  }, [cache, id, unread, newestAtMs, atEnd, watched])
}
