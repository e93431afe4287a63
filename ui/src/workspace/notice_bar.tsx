import { CircleAlert, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import type { AlarmKind, AlarmView, NumberCardView } from '../api/generated'
import { useConnect, useIntegration } from '../cache/integration'
import { useNumbers } from '../cache/numbers'
import { connectSummary } from '../connect/connect_words'
import { useUi } from '../inbox/ui_state'
import { Button } from '../parts/button'
import { ChannelDisc } from '../parts/channel_glyph'
import { PhoneNumber } from '../parts/phone_number'
import { t } from '../words/words'

/** What keeps messages from leaving, worst first. Silence and quality are told where the numbers are. */
const PRESSING: readonly AlarmKind[] = ['token_dead', 'not_connected', 'token_ending']

type Pressing = { number: NumberCardView; alarm: AlarmView }

function pressingAlarms(numbers: readonly NumberCardView[]): Pressing[] {
  return numbers
    .filter((number) => number.state !== 'STOPPED')
    .flatMap((number) => number.alarms.map((alarm) => ({ number, alarm })))
    .filter(({ alarm }) => PRESSING.includes(alarm.kind))
    .sort((a, b) => PRESSING.indexOf(a.alarm.kind) - PRESSING.indexOf(b.alarm.kind))
}

/** One quiet line over the page: a connection that waits for an answer, else the worst that is wrong with a number. */
export function NoticeBar() {
  const connect = useConnect().data ?? null
  const numbers = useNumbers().data ?? []
  const page = useUi((ui) => ui.page)
  const section = useUi((ui) => ui.section)
  const place = page === 'inbox' ? 'inbox' : section
  const pressing = pressingAlarms(numbers)
  const mayManage = useIntegration(pressing.length > 0).data?.may_manage ?? false
  // Only who can renew a token is told that it will end.
  const told = pressing.filter(({ alarm }) => mayManage || alarm.kind !== 'token_ending')
  const worst = told[0]
  return (
    <aside aria-label={t('notice')} className="contents">
      <div role="status" className="contents">
        {connect !== null && place !== 'integrations' ? (
          <Connecting words={connectSummary(connect)} needsPerson={connect.stage.stage !== 'working'} />
        ) : worst !== undefined && place !== 'numbers' && place !== 'integrations' ? (
          <Alarm {...worst} others={told.length - 1} mayManage={mayManage} />
        ) : null}
      </div>
    </aside>
  )
}

function Bar({ look, children }: { look: 'plain' | 'amber' | 'danger'; children: ReactNode }) {
  const ground = { plain: 'bg-hover', amber: 'bg-amber-ground', danger: 'bg-danger-ground' }[look]
  return (
    <div
      className={`flex shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4 py-1.5 animate-arrive ${ground}`}
    >
      {children}
    </div>
  )
}

function Connecting({ words, needsPerson }: { words: string; needsPerson: boolean }) {
  const openSettings = useUi((ui) => ui.openSettings)
  return (
    <Bar look="plain">
      <ChannelDisc className="size-4 shrink-0" />
      <p className="min-w-0 flex-1">{words}</p>
      <Button look="quiet" onPress={() => openSettings('integrations')}>
        {t(needsPerson ? 'connect-go-on' : 'connect-show')}
      </Button>
    </Bar>
  )
}

function Alarm({ number, alarm, others, mayManage }: Pressing & { others: number; mayManage: boolean }) {
  const openSettings = useUi((ui) => ui.openSettings)
  const setNumberTask = useUi((ui) => ui.setNumberTask)
  const isEnding = alarm.kind === 'token_ending'
  const Icon = isEnding ? TriangleAlert : CircleAlert
  const task = alarm.kind === 'not_connected' ? 'doctor' : 'token'
  return (
    <Bar look={isEnding ? 'amber' : 'danger'}>
      <Icon size={16} strokeWidth={1.75} aria-hidden="true" className={`shrink-0 ${isEnding ? 'text-amber' : 'text-danger'}`} />
      <p className="selectable flex-1 basis-80">
        <span className="font-medium">
          <bdi>{number.internal_name ?? number.verified_name}</bdi> <PhoneNumber>{number.display_phone_number}</PhoneNumber>
        </span>
        {' · '}
        {alarm.words}
        {!mayManage && ` ${t('integration-who')}`}
      </p>
      {others > 0 && (
        <Button look="quiet" onPress={() => openSettings('numbers')}>
          {t('notice-others', { count: others })}
        </Button>
      )}
      {mayManage && (
        <span className="flex gap-3">
          <Button look="quiet" onPress={() => openSettings('integrations')}>
            {t('notice-reconnect')}
          </Button>
          <Button
            look="quiet"
            onPress={() => {
              setNumberTask({ task, phoneNumberId: number.phone_number_id })
              openSettings('numbers')
            }}
          >
            {t(task === 'token' ? 'number-replace-token' : 'notice-find-out')}
          </Button>
        </span>
      )}
    </Bar>
  )
}
