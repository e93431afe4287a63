import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { call } from '../api/call'
import { touchConversation } from '../cache/conversations'

const PAUSE_MS = 300

/**
 * The text in the composer, kept by the engine: after a short pause, and at once when the focus, the page or the conversation is
 * left. A draft that comes from elsewhere is taken over unless there is unsaved text here.
 */
export function useDraft(conversationId: string, saved: string) {
  const cache = useQueryClient()
  const [text, setText] = useState(saved)
  const [refused, setRefused] = useState<unknown>(null)
  /** What waits to be saved. */
  const unsaved = useRef<string | null>(null)
  /** The last text that we gave to the engine: its echo must not undo what is typed meanwhile. */
  const given = useRef(saved)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  /** The newest save that is still on its way. */
  const saving = useRef<Promise<void> | null>(null)

  const save = useCallback(
    (draft: string) => {
      const mine = call('save_draft', { conversation_id: conversationId, text: draft })
        .then(() => setRefused(null), setRefused)
        .finally(() => {
          if (saving.current === mine) saving.current = null
        })
      saving.current = mine
    },
    [conversationId],
  )

  const flush = useCallback(() => {
    clearTimeout(timer.current)
    const draft = unsaved.current
    if (draft === null) return
    unsaved.current = null
    given.current = draft
    touchConversation(cache, conversationId, { draft })
    save(draft)
  }, [cache, conversationId, save])

  const type = useCallback(
    (next: string) => {
      setText(next)
      unsaved.current = next
      clearTimeout(timer.current)
      timer.current = setTimeout(flush, PAUSE_MS)
    },
    [flush],
  )

  /** After sending: nothing is left to keep. The engine forgets its draft with the sending. */
  const clear = useCallback(() => {
    clearTimeout(timer.current)
    setText('')
    setRefused(null)
    unsaved.current = null
    given.current = ''
    touchConversation(cache, conversationId, { draft: '' })
    // A save that is still on its way may arrive after the message and bring the draft back.
    void saving.current?.then(() => {
      if (given.current === '') save('')
    })
  }, [cache, conversationId, save])

  useEffect(() => {
    // What the engine tells while ours is on its way is older than ours.
    if (unsaved.current === null && saving.current === null && saved !== given.current) {
      given.current = saved
      setText(saved)
    }
  }, [saved])

  useEffect(() => {
    window.addEventListener('pagehide', flush)
    document.addEventListener('visibilitychange', flush)
    return () => {
      window.removeEventListener('pagehide', flush)
      document.removeEventListener('visibilitychange', flush)
      flush()
    }
  }, [flush])

  return { text, type, clear, flush, refused }
}
