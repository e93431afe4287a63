import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { call } from '../api/call'
import { keys } from '../cache/keys'

const PAGE = 50

/** What is found for a text, newest first, page by page. What was found before stays until the answer is there. */
export function useSearchPages(text: string, conversationId: string | null) {
  const words = text.trim()
  const query = useInfiniteQuery({
    queryKey: keys.search(words, conversationId),
    queryFn: ({ pageParam }) => call('search', { text: words, conversation_id: conversationId, before: pageParam, limit: PAGE }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    enabled: words !== '',
    placeholderData: keepPreviousData,
    // Nothing tells of new finds, so they are asked for afresh each time one looks.
    staleTime: 0,
    gcTime: 0,
  })
  const pages = query.data?.pages ?? []
  return { query, people: pages[0]?.people ?? [], messages: pages.flatMap((page) => page.messages) }
}
