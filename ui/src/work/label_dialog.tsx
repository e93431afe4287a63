import { useQueries, useQueryClient } from '@tanstack/react-query'
import { Check, Plus } from 'lucide-react'
import { useState } from 'react'
import { call } from '../api/call'
import type { LabelView } from '../api/generated'
import { keys } from '../cache/keys'
import { useLabels } from '../cache/team'
import { wordsOf } from '../cache/thread'
import { Dialog } from '../parts/dialog'
import { PickList, usePick, walks } from '../parts/pick_list'
import { Refusal } from '../parts/refusal'
import { t } from '../words/words'
import { label as putLabel } from './act'
import { Dot } from './chips'
import { freeColour } from './label_colours'
import { useWork } from './work_state'

const LIST = 'label-list'
const NEW = 'new'

type Option = { id: string; label: LabelView | null }

/** Which labels the conversations have; a name that no label has makes one. Enter puts on or takes off, Escape is done. */
export function LabelDialog({ ids }: { ids: readonly string[] }) {
  const cache = useQueryClient()
  const setTask = useWork((work) => work.setTask)
  const labels = useLabels()
  const views = useQueries({
    queries: ids.map((id) => ({ queryKey: keys.conversation(id), queryFn: () => call('conversation', { conversation_id: id }) })),
  })
  const [text, setText] = useState('')
  const [refused, setRefused] = useState<string | null>(null)
  const name = text.trim()
  const looked = name.toLocaleLowerCase()
  const isKnown = labels.some((label) => label.name.toLocaleLowerCase() === looked)
  const options: Option[] = [
    ...labels.filter((label) => label.name.toLocaleLowerCase().includes(looked)).map((label) => ({ id: label.id, label })),
    ...(name === '' || isKnown ? [] : [{ id: NEW, label: null }]),
  ]
  const isOn = ({ label }: Option) =>
    label !== null && views.every(({ data }) => data?.labels.some((known) => known.id === label.id) ?? false)

  async function choose(option: Option) {
    setRefused(null)
    try {
      const label = option.label ?? (await call('put_label', { label_id: null, name, colour: freeColour(labels) }))
      setText('')
      await putLabel(cache, ids, label, !isOn(option))
    } catch (error) {
      setRefused(wordsOf(error))
    }
  }
  const pick = usePick(options, (option) => void choose(option))
  return (
    <Dialog title={t('label-title', { count: ids.length })} isOpen onOpenChange={() => setTask(null)} width="max-w-sm">
      <div className="flex flex-col gap-2">
        <input
          autoFocus
          type="text"
          {...walks(LIST, pick.activeId, options.length > 0)}
          aria-label={t('label-field')}
          placeholder={t('label-field')}
          maxLength={40}
          dir="auto"
          value={text}
          autoComplete="off"
          spellCheck={false}
          onChange={(e) => setText(e.target.value)}
          onKeyDown={pick.onKeyDown}
          className="selectable h-9 w-full rounded-control border border-field-line bg-field px-2.5 focus:border-accent focus:outline-1 focus:outline-offset-0 focus:outline-accent"
        />
        {options.length === 0 ? (
          <p className="px-2.5 py-1.5 text-ink-2">{t('label-none')}</p>
        ) : (
          <PickList
            id={LIST}
            label={t('label-list')}
            items={options}
            activeId={pick.activeId}
            isOn={isOn}
            onActive={pick.setActive}
            onPick={(option) => void choose(option)}
          >
            {(option) =>
              option.label === null ? (
                <>
                  <Plus size={14} strokeWidth={2} aria-hidden="true" className="shrink-0 text-accent-ink" />
                  {t('label-create', { name })}
                </>
              ) : (
                <>
                  <Check
                    size={14}
                    strokeWidth={2}
                    aria-hidden="true"
                    className={`shrink-0 text-accent-ink ${isOn(option) ? '' : 'opacity-0'}`}
                  />
                  <Dot colour={option.label.colour} />
                  <bdi className="min-w-0 flex-1 truncate">{option.label.name}</bdi>
                </>
              )
            }
          </PickList>
        )}
        <Refusal words={refused} />
      </div>
    </Dialog>
  )
}
