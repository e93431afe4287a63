import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button as AriaButton, Input, SearchField } from 'react-aria-components'
import { call } from '../api/call'
import type { LogLevel } from '../api/generated'
import { keys, type LogFilter } from '../cache/keys'
import { useNumbers } from '../cache/numbers'
import { wordsOf } from '../cache/thread'
import { useUi } from '../inbox/ui_state'
import { Button } from '../parts/button'
import { Choice } from '../parts/choice'
import { t } from '../words/words'
import { LogLines } from './log_lines'
import { nameOf } from './number_words'

const PAGE = 100
const PAUSE_MS = 200

/** Settings → Connection log: what happened to the connections, newest first. */
export function LogSection() {
  const number = useUi((ui) => ui.logNumber)
  const [least, setLeast] = useState<LogLevel | null>(null)
  const [words, setWords] = useState('')
  const containing = useSettled(words.trim())
  const isFiltered = number !== null || least !== null || containing !== ''
  return (
    <>
      <header className="flex min-h-14 shrink-0 flex-wrap items-center justify-between gap-x-4 gap-y-2 border-b border-line px-6 py-2.5 max-two:px-4">
        <h1 className="text-[0.9375rem] font-semibold">{t('settings-log')}</h1>
        <Filters least={least} onLeast={setLeast} words={words} onWords={setWords} />
      </header>
      <Log filter={{ phone_number_id: number, least, containing }} isFiltered={isFiltered} />
    </>
  )
}

/** A text, once one has stopped typing it. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text])
  return settled
}

function Filters({
  least,
  onLeast,
  words,
  onWords,
}: {
  least: LogLevel | null
  onLeast: (least: LogLevel | null) => void
  words: string
  onWords: (words: string) => void
}) {
  const numbers = useNumbers().data ?? []
  const number = useUi((ui) => ui.logNumber)
  const setNumber = useUi((ui) => ui.setLogNumber)
  return (
    <search aria-label={t('log-filters')} className="flex min-w-0 flex-wrap items-center gap-2">
      <Choice
        label={t('log-number')}
        isLabelHidden
        options={[{ id: '', words: t('log-all-numbers') }, ...numbers.map((n) => ({ id: n.phone_number_id, words: nameOf(n) }))]}
        value={number ?? ''}
        onChange={(id) => setNumber(id === '' ? null : id)}
      />
      <Choice
        label={t('log-level')}
        isLabelHidden
        options={[
          { id: 'info', words: t('log-everything') },
          { id: 'warning', words: t('log-warnings') },
          { id: 'error', words: t('log-errors') },
        ]}
        value={least ?? 'info'}
        onChange={(id: LogLevel) => onLeast(id === 'info' ? null : id)}
      />
      <SearchField aria-label={t('log-words')} value={words} onChange={onWords} className="group relative w-48 max-two:w-40">
        <Input
          placeholder={t('log-words')}
          className="selectable h-8 w-full rounded-control border border-field-line bg-field ps-2.5 pe-8 text-ink focus:border-accent focus:outline-1 focus:outline-offset-0 focus:outline-accent [&::-webkit-search-cancel-button]:hidden"
        />
        <AriaButton className="absolute inset-e-0.5 top-0.5 flex size-7 cursor-default items-center justify-center rounded-control text-ink-3 group-empty:hidden hover:text-ink">
          <X size={14} strokeWidth={1.75} />
        </AriaButton>
      </SearchField>
    </search>
  )
}

function Log({ filter, isFiltered }: { filter: LogFilter; isFiltered: boolean }) {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage, isFetchNextPageError } = useInfiniteQuery({
    queryKey: keys.logPage(filter),
    queryFn: ({ pageParam }) => call('list_number_log', { ...filter, before: pageParam, limit: PAGE }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    // Lines of one filter stay while those of the next are on their way.
    placeholderData: keepPreviousData,
    gcTime: 0,
  })
  if (data === undefined) {
    return error === null ? (
      <p aria-busy="true" className="p-6 text-ink-3">
        {t('loading')}
      </p>
    ) : (
      <div role="alert" className="flex flex-col items-start gap-3 p-6">
        <p className="selectable text-ink-2">{wordsOf(error)}</p>
        <Button onPress={() => void refetch()}>{t('try-again')}</Button>
      </div>
    )
  }
  const lines = data.pages.flatMap((page) => page.items)
  if (lines.length === 0) return <p className="p-6 text-ink-2">{t(isFiltered ? 'log-none-such' : 'log-none')}</p>
  return (
    <LogLines
      lines={lines}
      onNearEnd={() => {
        if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError) void fetchNextPage()
      }}
      failed={isFetchNextPageError ? wordsOf(error) : null}
      onRetry={() => void fetchNextPage()}
    />
  )
}
