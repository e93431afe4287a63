import { useQueries, useQuery, useQueryClient } from '@tanstack/react-query'
import { AlarmClock, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import { call } from '../api/call'
import type { ParsedTime } from '../api/generated'
import { wordsOf } from '../cache/thread'
import { Dialog } from '../parts/dialog'
import { PickList, usePick, walks } from '../parts/pick_list'
import type { WordKey } from '../words/keys'
import { t } from '../words/words'
import { snooze } from './act'
import { useWork } from './work_state'

const LIST = 'snooze-times'

/** What most people want, in words that the engine reads, too. */
const USUAL: readonly { text: string; words: WordKey }[] = [
  { text: '2h', words: 'snooze-two-hours' },
  { text: 'tomorrow', words: 'snooze-tomorrow' },
  { text: 'next week', words: 'snooze-next-week' },
]

type Time = { id: string; words: string; time: ParsedTime }

function timeQuery(text: string, ids: readonly string[]) {
  return {
    queryKey: ['time', text, ...ids],
    queryFn: () => call('parse_time', { text, utc_offset_minutes: -new Date().getTimezoneOffset(), conversation_ids: [...ids] }),
    // The same words mean another time a minute later.
    gcTime: 0,
    staleTime: 0,
  }
}

/** Until when: one of the usual times, or whatever one types. */
export function SnoozeDialog({ ids }: { ids: readonly string[] }) {
  const cache = useQueryClient()
  const setTask = useWork((work) => work.setTask)
  const unmark = useWork((work) => work.unmark)
  const [text, setText] = useState('')
  const typed = text.trim()
  const usual = useQueries({ queries: USUAL.map((known) => timeQuery(known.text, ids)) })
  const own = useQuery({ ...timeQuery(typed, ids), enabled: typed !== '' })
  const times: Time[] =
    typed === ''
      ? USUAL.flatMap(({ text, words }, i) => {
          const time = usual[i]?.data
          return time === undefined ? [] : [{ id: text, words: t(words), time }]
        })
      : own.data === undefined
        ? []
        : [{ id: 'typed', words: t('snooze-until'), time: own.data }]

  function choose({ time }: Time) {
    setTask(null)
    unmark()
    void snooze(cache, ids, time.at_ms)
  }
  const pick = usePick(times, choose)
  const warning = times.find((time) => time.id === pick.activeId)?.time.warning ?? null
  return (
    <Dialog title={t('snooze-title', { count: ids.length })} isOpen onOpenChange={() => setTask(null)} width="max-w-sm">
      <div className="flex flex-col gap-2">
        <input
          autoFocus
          type="text"
          {...walks(LIST, pick.activeId, times.length > 0)}
          aria-label={t('snooze-field')}
          placeholder={t('snooze-example')}
          value={text}
          autoComplete="off"
          spellCheck={false}
          onChange={(e) => setText(e.target.value)}
          onKeyDown={pick.onKeyDown}
          className="selectable h-9 w-full rounded-control border border-field-line bg-field px-2.5 focus:border-accent focus:outline-1 focus:outline-offset-0 focus:outline-accent"
        />
        {typed !== '' && own.error !== null ? (
          <p role="status" className="selectable px-2.5 py-1.5 text-ink-2">
            {wordsOf(own.error)}
          </p>
        ) : (
          <PickList
            id={LIST}
            label={t('snooze-times')}
            items={times}
            activeId={pick.activeId}
            onActive={pick.setActive}
            onPick={choose}
          >
            {({ words, time }) => (
              <>
                <AlarmClock size={16} strokeWidth={1.5} aria-hidden="true" className="shrink-0 text-ink-3" />
                <span className="flex-1">{words}</span>
                <span className="text-ink-2 tabular-nums">{time.words}</span>
              </>
            )}
          </PickList>
        )}
        <p role="status" className={warning === null ? 'sr-only' : 'flex gap-2 rounded-control bg-amber-ground px-2.5 py-2'}>
          {warning !== null && (
            <>
              <TriangleAlert size={16} strokeWidth={1.5} aria-hidden="true" className="mt-px shrink-0 text-amber" />
              {warning}
            </>
          )}
        </p>
      </div>
    </Dialog>
  )
}
