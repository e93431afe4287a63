import { CircleAlert, Info, TriangleAlert } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useState } from 'react'
import type { AlarmKind, NumberCardView } from '../api/generated'
import { isTyping } from '../inbox/use_inbox_keys'
import { PhoneNumber } from '../parts/phone_number'
import { Spinner } from '../parts/spinner'
import { exactTime } from '../time/labels'
import type { WordKey } from '../words/keys'
import { t } from '../words/words'
import { NumberMenu } from './number_menu'
import { QualityWord, StateWord } from './number_summary'
import { ago, limitOf, metaStatusOf, nameOf, nameStatusOf, type TokenLook, throughputOf, tokenOf } from './number_words'
import { ACTION_KEYS, type NumberAction, useNumberActions } from './use_number_actions'

export const COLUMNS: readonly WordKey[] = [
  'column-name',
  'column-number',
  'column-state',
  'column-quality',
  'column-limit',
  'column-throughput',
  'column-token',
  'column-webhook',
]

/** Wide: nine columns of one line. Narrow: a card with the column's name beside each value. */
export const GRID =
  '@min-[900px]:grid @min-[900px]:grid-cols-[minmax(8rem,1.6fr)_8.25rem_7.75rem_4.25rem_5.25rem_4.5rem_minmax(6.25rem,1fr)_5.5rem_2rem] @min-[900px]:gap-x-2.5'

const TOKEN_LOOKS: Record<TokenLook, string> = { fine: '', soon: 'text-amber', bad: 'text-danger' }

type NoteLook = 'bad' | 'warning' | 'quiet'

const NOTE_LOOKS: Record<NoteLook, string> = {
  bad: 'bg-danger-ground text-danger',
  warning: 'bg-amber-ground text-amber',
  quiet: 'bg-hover text-ink-2',
}

const ALARM_LOOKS: Record<AlarmKind, NoteLook> = {
  token_dead: 'bad',
  not_connected: 'bad',
  token_ending: 'warning',
  silent: 'warning',
  quality_fell: 'warning',
}

/** A connected number. With the focus on it, the arrow keys walk, Enter opens its menu and letters act. */
export function NumberRow({
  number,
  mayManage,
  now,
  isActive,
  onActive,
}: {
  number: NumberCardView
  mayManage: boolean
  now: number
  isActive: boolean
  onActive: () => void
}) {
  const { allowed, act, isTesting, refused } = useNumberActions(number, mayManage)
  const [isMenuOpen, setMenuOpen] = useState(false)
  const token = tokenOf(number.token, now)
  // What the state says already is not said again.
  const alarms = number.alarms.filter(({ words }) => words !== number.trouble)
  const status = metaStatusOf(number.meta_status)
  const nameStatus = nameStatusOf(number.name_status)
  const notes = alarms.length > 0 || number.trouble !== null || refused !== null

  function onKeyDown(e: KeyboardEvent<HTMLElement>) {
    if (e.target !== e.currentTarget || isTyping(e.target) || e.ctrlKey || e.metaKey || e.altKey) return
    const key = e.key.length === 1 ? e.key.toLowerCase() : e.key
    const action = allowed.find((known): known is NumberAction => ACTION_KEYS[known] === key)
    if (key === 'Enter' || key === ' ' || key === 'ContextMenu') setMenuOpen(true)
    else if (action !== undefined) act(action)
    else return
    e.preventDefault()
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: laid out as a grid or as a card, which a <tr> can't be
    <div
      role="row"
      tabIndex={isActive ? 0 : -1}
      data-number={number.phone_number_id}
      data-state={number.state}
      onFocus={onActive}
      onKeyDown={onKeyDown}
      onContextMenu={(e) => {
        e.preventDefault()
        setMenuOpen(true)
      }}
      className={`relative grid gap-x-6 gap-y-1 @min-[440px]:grid-cols-2 border-b border-line px-3 py-2.5 -outline-offset-2 hover:bg-hover @min-[900px]:items-baseline ${GRID}`}
    >
      <Cell isHeader>
        <span className="flex min-w-0 flex-col pe-9 wrap-anywhere @min-[900px]:pe-0">
          <span className="font-medium">
            <bdi>{nameOf(number)}</bdi>
          </span>
          {number.internal_name !== null && (
            <span className="text-[0.75rem] text-ink-2">
              <bdi>{number.verified_name}</bdi>
            </span>
          )}
          {nameStatus !== null && (
            <span className="text-[0.75rem] text-ink-2">{t('number-name-status', { status: nameStatus })}</span>
          )}
          {number.description !== null && (
            <span className="line-clamp-2 text-[0.75rem] text-ink-2" title={number.description}>
              <bdi>{number.description}</bdi>
            </span>
          )}
        </span>
      </Cell>
      <Cell label={t('column-number')}>
        <PhoneNumber>{number.display_phone_number}</PhoneNumber>
        {number.coexistence && <Second>{t('number-coexistence')}</Second>}
      </Cell>
      <Cell label={t('column-state')}>
        <StateWord state={number.state} />
        {status !== null && <Second>{t('number-meta-status', { status })}</Second>}
        {isTesting ? (
          <Second>
            <span className="inline-flex items-center gap-1">
              <Spinner size={12} />
              {t('number-testing')}
            </span>
          </Second>
        ) : (
          number.checked_at_ms !== null && (
            <Second title={exactTime(number.checked_at_ms)}>
              {t('number-checked', { ago: ago(number.checked_at_ms, now) })}
            </Second>
          )
        )}
      </Cell>
      <Cell label={t('column-quality')}>
        <QualityWord quality={number.quality} />
      </Cell>
      <Cell label={t('column-limit')}>
        {limitOf(number.messaging_limit) === null ? (
          <Unknown />
        ) : (
          <span title={t('limit-means')}>{limitOf(number.messaging_limit)}</span>
        )}
      </Cell>
      <Cell label={t('column-throughput')}>
        {throughputOf(number) === null ? <Unknown /> : <span title={t('throughput-means')}>{throughputOf(number)}</span>}
      </Cell>
      <Cell label={t('column-token')}>
        <span
          className={TOKEN_LOOKS[token.look]}
          title={number.token.ends_at_ms === null ? undefined : exactTime(number.token.ends_at_ms)}
        >
          {token.words}
        </span>
      </Cell>
      <Cell label={t('column-webhook')}>
        {number.last_webhook_at_ms === null ? (
          <span className="text-ink-3">{t('number-no-webhook')}</span>
        ) : (
          <time dateTime={new Date(number.last_webhook_at_ms).toISOString()} title={exactTime(number.last_webhook_at_ms)}>
            {ago(number.last_webhook_at_ms, now)}
          </time>
        )}
      </Cell>
      {/* biome-ignore lint/a11y/useSemanticElements: as its row */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: the button in it takes the focus */}
      <div
        role="gridcell"
        className="absolute inset-e-2 top-2 flex items-center @min-[900px]:static @min-[900px]:-mt-1.5 @min-[900px]:-mb-1 @min-[900px]:self-start"
      >
        <NumberMenu number={number} allowed={allowed} isOpen={isMenuOpen} onOpenChange={setMenuOpen} onAction={act} />
      </div>
      {notes && (
        // biome-ignore lint/a11y/useSemanticElements: as its row
        // biome-ignore lint/a11y/useFocusableInteractive: nothing to do in it
        <div role="gridcell" className="col-span-full flex flex-col gap-1 pt-1 @min-[900px]:pt-2">
          {number.trouble !== null && (
            <Note look={number.state === 'ERROR' ? 'bad' : number.state === 'STOPPED' ? 'quiet' : 'warning'}>
              {number.trouble}
            </Note>
          )}
          {alarms.map((alarm) => (
            <Note key={alarm.kind} look={ALARM_LOOKS[alarm.kind]} sinceMs={alarm.since_ms} now={now}>
              {alarm.words}
            </Note>
          ))}
          {refused !== null && (
            <div role="alert">
              <Note look="bad">{refused}</Note>
            </div>
          )}
        </div>
      )}
    </div>
  )
}

function Cell({ label, isHeader = false, children }: { label?: string; isHeader?: boolean; children: ReactNode }) {
  return (
    <div
      role={isHeader ? 'rowheader' : 'gridcell'}
      className={`selectable flex min-w-0 flex-wrap items-baseline gap-x-2 @min-[900px]:flex-col @min-[900px]:items-start ${isHeader ? '@max-[900px]:col-span-full' : ''}`}
    >
      {label !== undefined && (
        <span aria-hidden="true" className="w-24 shrink-0 text-ink-3 @min-[900px]:hidden">
          {label}
        </span>
      )}
      {children}
    </div>
  )
}

function Second({ title, children }: { title?: string; children: ReactNode }) {
  return (
    <span title={title} className="text-[0.75rem] text-ink-2">
      {children}
    </span>
  )
}

function Unknown() {
  return <span className="text-ink-3">{t('not-known')}</span>
}

function Note({ look, sinceMs, now, children }: { look: NoteLook; sinceMs?: number; now?: number; children: string }) {
  const Icon = look === 'bad' ? CircleAlert : look === 'warning' ? TriangleAlert : Info
  return (
    <p className={`selectable edge-in-forced-colors flex items-start gap-2 rounded-control px-2.5 py-1.5 ${NOTE_LOOKS[look]}`}>
      <Icon size={16} strokeWidth={1.75} aria-hidden="true" className="mt-px shrink-0" />
      <span className="min-w-0 flex-1 wrap-anywhere">{children}</span>
      {sinceMs !== undefined && now !== undefined && (
        <time dateTime={new Date(sinceMs).toISOString()} title={exactTime(sinceMs)} className="shrink-0 text-[0.75rem]">
          {ago(sinceMs, now)}
        </time>
      )}
    </p>
  )
}
