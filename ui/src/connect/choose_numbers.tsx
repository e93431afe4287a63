import { Check } from 'lucide-react'
import { useState } from 'react'
import { Checkbox, CheckboxGroup, Label, Radio, RadioGroup } from 'react-aria-components'
import type { ConnectMode, ConnectQuestion, FoundNumberView } from '../api/generated'
import { useConnectCommand } from '../cache/integration'
import { wordsOf } from '../cache/thread'
import { Button } from '../parts/button'
import { PhoneNumber } from '../parts/phone_number'
import { Refusal } from '../parts/refusal'
import type { WordKey } from '../words/keys'
import { t } from '../words/words'
import { type ConnectPlan, connectPlan, type PlannedNumber } from './plan'

/** Which numbers to connect, and what that does to each one that is connected already. */
export function ChooseNumbers({ question }: { question: Extract<ConnectQuestion, { ask: 'numbers' }> }) {
  const { found, suggested } = question
  const [chosen, setChosen] = useState<ReadonlySet<string>>(() => {
    const usable = new Set(found.filter((n) => n.unusable === null).map((n) => n.phone_number_id))
    return new Set(suggested.filter((id) => usable.has(id)))
  })
  const [mode, setMode] = useState<ConnectMode>('add')
  const answer = useConnectCommand('answer_connect')
  const plan = connectPlan(question, chosen, mode)
  const hasLeft = plan.kept.length + plan.removed.length > 0
  const hasConnected = hasLeft || plan.renewed.length > 0
  const count = plan.added.length + plan.renewed.length
  return (
    <div data-answer className="mb-3 flex flex-col gap-4 pt-0.5">
      <CheckboxGroup value={[...chosen]} onChange={(ids) => setChosen(new Set(ids))} className="flex flex-col gap-2">
        <Label className="text-ink-2">{t('choose-numbers')}</Label>
        <div className="divide-y divide-line rounded-control border border-line">
          {found.map((number) => (
            <Found key={number.phone_number_id} number={number} />
          ))}
        </div>
      </CheckboxGroup>
      {hasLeft && (
        <RadioGroup
          value={mode}
          onChange={(value) => setMode(value === 'replace' ? 'replace' : 'add')}
          className="flex flex-col gap-1.5"
        >
          <Label className="pb-0.5 text-ink-2">{t('choose-others')}</Label>
          <Mode value="add" words={t('choose-add')} />
          <Mode value="replace" words={t('choose-replace')} />
        </RadioGroup>
      )}
      {hasConnected && <Plan plan={plan} />}
      <Refusal words={answer.error === null ? null : wordsOf(answer.error)} />
      <div className="flex flex-wrap items-center gap-3">
        <Button
          look={plan.removed.length > 0 ? 'danger' : 'primary'}
          isDisabled={count === 0}
          isPending={answer.isPending}
          onPress={() =>
            answer.mutate({ answer: 'numbers', phone_number_ids: [...plan.added, ...plan.renewed].map((n) => n.id), mode })
          }
        >
          {plan.removed.length > 0 ? t('choose-go-removing', { count, removed: plan.removed.length }) : t('choose-go', { count })}
        </Button>
        {count === 0 && <span className="text-ink-2">{t('choose-none')}</span>}
      </div>
    </div>
  )
}

function Found({ number }: { number: FoundNumberView }) {
  const { unusable, connected_as } = number
  return (
    <Checkbox
      value={number.phone_number_id}
      isDisabled={unusable !== null}
      className="group flex cursor-default items-start gap-2.5 px-3 py-2 focus-visible:-outline-offset-2"
    >
      <span
        aria-hidden="true"
        className="edge-in-forced-colors mt-0.5 flex size-4 shrink-0 items-center justify-center rounded border-[1.5px] border-field-line bg-field text-on-accent group-selected:border-accent group-selected:bg-accent group-disabled:opacity-45"
      >
        <Check size={12} strokeWidth={3} className="hidden group-selected:block" />
      </span>
      <span className="flex min-w-0 flex-1 flex-col wrap-anywhere">
        <span className="flex flex-wrap items-baseline gap-x-2">
          <bdi className={`font-medium ${unusable === null ? '' : 'text-ink-2'}`}>{number.verified_name}</bdi>
          <span className="text-ink-2">
            <PhoneNumber>{number.display_phone_number}</PhoneNumber>
          </span>
        </span>
        <span className="text-[0.75rem] text-ink-2">
          {t('choose-account', { account: number.account_name })}
          {connected_as !== null && ` · ${t('choose-connected', { name: connected_as })}`}
        </span>
        {unusable !== null && <span className="text-[0.75rem] text-danger">{unusable}</span>}
      </span>
    </Checkbox>
  )
}

function Mode({ value, words }: { value: ConnectMode; words: string }) {
  return (
    <Radio value={value} className="group flex cursor-default items-start gap-2.5 rounded-control">
      <span
        aria-hidden="true"
        className="mt-0.5 size-3.5 shrink-0 rounded-full border-[1.5px] border-field-line bg-field group-selected:border-[4.5px] group-selected:border-accent"
      />
      <span>{words}</span>
    </Radio>
  )
}

const PARTS: { part: keyof ConnectPlan; word: WordKey; look: string }[] = [
  { part: 'added', word: 'plan-added', look: 'text-accent-ink' },
  { part: 'renewed', word: 'plan-renewed', look: 'text-ink-2' },
  { part: 'kept', word: 'plan-kept', look: 'text-ink-2' },
  { part: 'removed', word: 'plan-removed', look: 'text-danger' },
]

/** What the button will do, number by number. */
function Plan({ plan }: { plan: ConnectPlan }) {
  return (
    <section aria-label={t('plan-title')} className="flex flex-col gap-1.5 rounded-control bg-ground px-3 py-2.5">
      <h3 className="font-medium">{t('plan-title')}</h3>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1">
        {PARTS.filter(({ part }) => plan[part].length > 0).map(({ part, word, look }) => (
          <div key={part} className="contents">
            <dt className={`font-medium ${look}`}>{t(word)}</dt>
            <dd>
              <ul>
                {plan[part].map((number) => (
                  <Planned key={number.id} number={number} />
                ))}
              </ul>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

function Planned({ number }: { number: PlannedNumber }) {
  return (
    <li className="wrap-anywhere">
      <bdi>{number.name}</bdi>{' '}
      <span className="text-ink-2">
        <PhoneNumber>{number.displayPhoneNumber}</PhoneNumber>
      </span>
    </li>
  )
}
