import type { QueryClient } from '@tanstack/react-query'
import { reachMessage, wordsOf } from '../cache/thread'
import { useUi } from '../inbox/ui_state'
import { useWork } from '../work/work_state'
import { useSearch } from './search_state'

let newest = 0

/** Opens a conversation at one of its messages. The last one asked for is the one that is gone to. */
export async function goTo(cache: QueryClient, conversationId: string, messageId: string) {
  const turn = ++newest
  try {
    await reachMessage(cache, conversationId, messageId)
    if (turn !== newest) return
    useSearch.getState().setGoal({ conversationId, messageId })
    if (useUi.getState().selected !== conversationId) useUi.getState().open(conversationId)
  } catch (error) {
    useWork.getState().setNotice({ words: wordsOf(error), undo: null, isRefusal: true })
  }
}
