import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { flushSync } from 'react-dom'
import { listedRows } from '../cache/conversations'
import { useUi } from '../inbox/ui_state'
import { focusComposer, focusList, isInFloat, isTyping, neighbour } from '../inbox/use_inbox_keys'
import { focusSearch, useSearch } from '../search/search_state'
import { close, markUnread, pin, undoLast } from './act'
import { markRow } from './mark_row'
import { useWork } from './work_state'

/** What a letter is about: the marked ones, else the row that has the keyboard, else the open conversation. */
export function targets(): string[] {
  const { marked, activeRow } = useWork.getState()
  if (marked.size > 0) return [...marked]
  const one = activeRow ?? useUi.getState().selected
  return one === null ? [] : [one]
}

/** One writes a note, or a reply. Both keep what was typed. */
export function setNoteMode(conversationId: string, on: boolean) {
  // The next key belongs to it already.
  flushSync(() => useWork.getState().setNoting(on ? conversationId : null))
  focusComposer()
}

/** The letters of conversation work, and the keys of search. Letters do nothing in text fields and in what floats. */
export function useWorkKeys() {
  const cache = useQueryClient()
  useEffect(() => {
    function closeAndNext(ids: readonly string[]) {
      const { selected, open } = useUi.getState()
      const left = listedRows(cache)
        .map((row) => row.id)
        .filter((id) => id === selected || !ids.includes(id))
      const next = neighbour(left, 1) ?? neighbour(left, -1)
      void close(cache, ids)
      open(next === undefined || ids.includes(next) ? null : next)
      if (next === undefined) requestAnimationFrame(focusList)
    }

    function letter(e: KeyboardEvent): boolean {
      const work = useWork.getState()
      const { selected } = useUi.getState()
      const ids = targets()
      const marked = work.marked.size > 0
      const act = (done: Promise<void>) => {
        if (marked) work.unmark()
        void done
        return true
      }
      switch (e.key.toLowerCase()) {
        case '?':
          work.setHelpOpen(true)
          return true
        case '/':
          focusSearch()
          return true
        case 'z':
          if (work.notice?.undo == null) return false
          void undoLast()
          return true
        case 'r':
          if (selected !== null) setNoteMode(selected, false)
          else focusComposer()
          return true
        case 'n':
          if (selected === null) return false
          setNoteMode(selected, true)
          return true
      }
      const id = ids[0]
      if (id === undefined) return false
      switch (e.key.toLowerCase()) {
        case 'e':
          if (e.shiftKey && !marked) closeAndNext(ids)
          else act(close(cache, ids))
          return true
        case 'p':
          return act(pin(cache, ids))
        case 'u':
          return act(markUnread(cache, ids))
        case 'h':
          work.setTask({ task: 'snooze', ids })
          return true
        case 'l':
          work.setTask({ task: 'label', ids })
          return true
        case 'x': {
          const row = work.activeRow ?? selected
          if (row === null) return false
          markRow(listedRows(cache), row, e.shiftKey)
          return true
        }
      }
      return false
    }

    function onKeyDown(e: KeyboardEvent) {
      if (e.defaultPrevented || e.isComposing || e.altKey || isInFloat(e.target)) return
      const work = useWork.getState()
      const { selected } = useUi.getState()
      const key = e.key.toLowerCase()
      if (e.ctrlKey || e.metaKey) {
        if (key === 'f' && e.shiftKey) focusSearch()
        else if (key === 'f' && selected !== null) {
          useSearch.getState().setFinding(selected)
          requestAnimationFrame(() => document.querySelector<HTMLElement>('[data-find]')?.focus())
        } else if (key === 'n' && e.shiftKey && selected !== null) setNoteMode(selected, work.noting !== selected)
        else return
      } else if (key === 'escape' && !isTyping(e.target) && work.marked.size > 0) {
        work.unmark()
      } else if (isTyping(e.target) || !letter(e)) {
        return
      }
      e.preventDefault()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [cache])
}
