import { create } from 'zustand'

/** Which of the known conversations have something unread; kept beside the cache so that the count costs nothing per event. */
const useUnreadIds = create<{ ids: ReadonlySet<string> }>()(() => ({ ids: new Set() }))

export function noteUnread(id: string, isUnread: boolean) {
  const { ids } = useUnreadIds.getState()
  if (ids.has(id) === isUnread) return
  const changed = new Set(ids)
  if (isUnread) changed.add(id)
  else changed.delete(id)
  useUnreadIds.setState({ ids: changed })
}

/** Conversations with unread messages, of those loaded. */
export function useUnreadCount(): number {
  return useUnreadIds((state) => state.ids.size)
}
