import { useQueryClient } from '@tanstack/react-query'
import { Search, X } from 'lucide-react'
import { Button } from 'react-aria-components'
import { focusList } from '../inbox/use_inbox_keys'
import { Key } from '../parts/key'
import { t } from '../words/words'
import { useSearch } from './search_state'
import { FINDS, useFinds } from './use_finds'

/** Finds people and messages as one types. Arrows walk through what was found while one goes on typing; Enter opens it. */
export function SearchField() {
  const cache = useQueryClient()
  const text = useSearch((state) => state.text)
  const setText = useSearch((state) => state.setText)
  const active = useFinds((state) => state.active)
  const isSearching = text.trim() !== ''
  return (
    <div className="relative">
      <Search
        size={16}
        strokeWidth={1.5}
        aria-hidden="true"
        className="pointer-events-none absolute inset-s-2.5 top-2 text-ink-3"
      />
      <input
        data-search
        type="text"
        role="combobox"
        aria-label={t('search')}
        aria-expanded={isSearching}
        aria-controls={FINDS}
        aria-autocomplete="list"
        aria-activedescendant={isSearching && active !== null ? `find-${active}` : undefined}
        value={text}
        dir="auto"
        autoComplete="off"
        autoCorrect="off"
        spellCheck={false}
        placeholder={t('search')}
        onChange={(e) => setText(e.target.value)}
        onKeyDown={(e) => {
          if (e.nativeEvent.isComposing) return
          if (e.key === 'ArrowDown' && !isSearching) focusList()
          else if (e.key === 'ArrowDown' || e.key === 'ArrowUp') useFinds.getState().step(e.key === 'ArrowDown' ? 1 : -1)
          else if (e.key === 'Enter') useFinds.getState().openActive(cache)
          else if (e.key === 'Escape') {
            setText('')
            requestAnimationFrame(focusList)
          } else return
          e.preventDefault()
        }}
        className="selectable h-8 w-full rounded-control border border-transparent bg-hover ps-8 pe-8 text-ink hover:border-line focus:border-accent focus:bg-field focus:outline-1 focus:outline-offset-0 focus:outline-accent"
      />
      {text === '' ? (
        <span aria-hidden="true" className="pointer-events-none absolute inset-e-1.5 top-[5px]">
          <Key name="/" />
        </span>
      ) : (
        <Button
          aria-label={t('search-clear')}
          onPress={() => setText('')}
          className="absolute inset-e-1 top-1 flex size-6 cursor-default items-center justify-center rounded-control text-ink-3 hover:bg-hover hover:text-ink"
        >
          <X size={14} strokeWidth={1.75} aria-hidden="true" />
        </Button>
      )}
    </div>
  )
}
