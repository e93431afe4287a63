import { useQueryClient } from '@tanstack/react-query'
import { ChevronDown, ChevronUp, X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { wordsOf } from '../cache/thread'
import { focusComposer } from '../inbox/use_inbox_keys'
import { IconButton } from '../parts/button'
import { t } from '../words/words'
import { goTo } from './go_to'
import { useSearch } from './search_state'
import { useSearchPages } from './use_search_pages'

/** Searches in the open conversation. Enter goes to the find before, Shift Enter to the one after; the newest comes first. */
export function FindBar({ conversationId }: { conversationId: string }) {
  const cache = useQueryClient()
  const setFinding = useSearch((state) => state.setFinding)
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const field = useRef<HTMLInputElement>(null)
  const { query, messages } = useSearchPages(text, conversationId)
  const isSearching = text.trim() !== ''
  const isAnswered = isSearching && query.data !== undefined && !query.isPlaceholderData
  const first = messages[0]?.message.id

  useEffect(() => field.current?.focus(), [])

  // The newest find is shown as one types.
  useEffect(() => {
    if (!isAnswered) return
    setAt(0)
    if (first !== undefined) void goTo(cache, conversationId, first)
  }, [cache, conversationId, first, isAnswered])

  function step(by: 1 | -1) {
    const next = at + by
    const found = messages[next]
    if (!isAnswered || found === undefined) return
    setAt(next)
    void goTo(cache, conversationId, found.message.id)
    if (next > messages.length - 10 && query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage()
  }

  function leave() {
    setFinding(null)
    requestAnimationFrame(focusComposer)
  }

  const count = messages.length
  const words = !isAnswered
    ? ''
    : count === 0
      ? t('find-none')
      : t(query.hasNextPage ? 'find-place-more' : 'find-place', { at: at + 1, count })
  return (
    <search className="flex shrink-0 items-center gap-1 border-b border-line bg-pane px-4 py-1.5 animate-arrive max-two:px-2">
      <input
        ref={field}
        type="text"
        data-find
        aria-label={t('find-label')}
        placeholder={t('find-label')}
        dir="auto"
        value={text}
        autoComplete="off"
        autoCorrect="off"
        spellCheck={false}
        onChange={(e) => setText(e.target.value)}
        onKeyDown={(e) => {
          if (e.nativeEvent.isComposing) return
          if (e.key === 'Enter') step(e.shiftKey ? -1 : 1)
          else if (e.key === 'Escape') leave()
          else return
          e.preventDefault()
        }}
        className="selectable h-8 min-w-0 flex-1 rounded-control border border-field-line bg-field px-2.5 focus:border-accent focus:outline-1 focus:outline-offset-0 focus:outline-accent"
      />
      <span
        role="status"
        className={`min-w-16 px-2 text-end text-[0.75rem] tabular-nums ${query.error ? 'text-danger' : 'text-ink-2'}`}
      >
        {query.error ? wordsOf(query.error) : words}
      </span>
      <IconButton name={t('find-older')} isDisabled={!isAnswered || at + 1 >= count} className="size-8!" onPress={() => step(1)}>
        <ChevronUp size={16} strokeWidth={1.75} />
      </IconButton>
      <IconButton name={t('find-newer')} isDisabled={!isAnswered || at === 0} className="size-8!" onPress={() => step(-1)}>
        <ChevronDown size={16} strokeWidth={1.75} />
      </IconButton>
      <IconButton name={t('close')} className="size-8!" onPress={leave}>
        <X size={16} strokeWidth={1.75} />
      </IconButton>
    </search>
  )
}
