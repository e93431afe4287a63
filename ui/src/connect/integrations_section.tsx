import { useEffect, useRef, useState } from 'react'
import type { ConnectView, IntegrationView } from '../api/generated'
import { useConnect, useIntegration } from '../cache/integration'
import { useNumbers } from '../cache/numbers'
import { wordsOf } from '../cache/thread'
import { useUi } from '../inbox/ui_state'
import { NumberSummary } from '../numbers/number_summary'
import { Button } from '../parts/button'
import { ChannelDisc } from '../parts/channel_glyph'
import { useFields } from '../parts/use_fields'
import { Section } from '../settings/section'
import { t } from '../words/words'
import { ConnectPanel } from './connect_panel'
import { ManualForm, NOTHING_ENTERED } from './manual_form'
import { MetaApps } from './meta_apps'
import { Permissions } from './permissions'
import { Prerequisites } from './prerequisites'
import { Ways } from './ways'

/** Settings → Integrations: what WhatsApp needs, and the way to connect it. */
export function IntegrationsSection() {
  const integration = useIntegration()
  const connect = useConnect()
  const error = integration.error ?? connect.error
  const connectId = connect.data?.id
  const hadConnection = useRef(false)
  useEffect(() => {
    // What had the focus goes with the connection that is put away.
    if (hadConnection.current && connectId === undefined && document.activeElement === document.body) focusCard()
    hadConnection.current = connectId !== undefined
  }, [connectId])
  return (
    <Section title={t('settings-integrations')} isWide>
      <div className="flex max-w-4xl flex-col gap-6">
        <Card hasConnection={connect.data != null} />
        {integration.data !== undefined && connect.data !== undefined ? (
          <Body integration={integration.data} connect={connect.data} />
        ) : error !== null ? (
          <div role="alert" className="flex flex-col items-start gap-3">
            <p className="selectable text-ink-2">{wordsOf(error)}</p>
            <Button
              onPress={() => {
                void integration.refetch()
                void connect.refetch()
              }}
            >
              {t('try-again')}
            </Button>
          </div>
        ) : (
          <Loading />
        )}
      </div>
    </Section>
  )
}

function focusCard() {
  document.getElementById('whatsapp')?.focus()
}

/** What it is, and which numbers are connected; a connection being made says that itself. */
function Card({ hasConnection }: { hasConnection: boolean }) {
  const numbers = useNumbers().data ?? []
  const openSettings = useUi((ui) => ui.openSettings)
  return (
    <section aria-labelledby="whatsapp" className="flex flex-col gap-4">
      <div className="flex items-center gap-3">
        <ChannelDisc className="size-10 shrink-0" />
        <div className="flex min-w-0 flex-1 flex-col">
          <h2 id="whatsapp" tabIndex={-1} className="self-start outline-none text-title leading-tight font-semibold">
            {t('integration-whatsapp')}
          </h2>
          <p className="text-ink-2">{t('integration-about')}</p>
        </div>
      </div>
      {numbers.length > 0 && !hasConnection && (
        <div className="flex flex-col items-start gap-2">
          <ul
            aria-label={t('integration-numbers')}
            className="raised-lines w-full divide-y divide-line rounded-bubble border border-line bg-raised"
          >
            {numbers.map((number) => (
              <NumberSummary key={number.phone_number_id} number={number} />
            ))}
          </ul>
          <Button look="quiet" onPress={() => openSettings('numbers')}>
            {t('integration-open-numbers')}
          </Button>
        </div>
      )}
    </section>
  )
}

function Body({ integration, connect }: { integration: IntegrationView; connect: ConnectView | null }) {
  const [isManual, setManual] = useState(false)
  const entries = useFields(NOTHING_ENTERED)
  const { setValues } = entries
  const isDone = connect?.stage.stage === 'done'
  useEffect(() => {
    if (!isDone) return
    setValues(NOTHING_ENTERED)
    setManual(false)
  }, [isDone, setValues])
  const leaveManual = () => {
    setManual(false)
    requestAnimationFrame(focusCard)
  }
  if (connect !== null) return <ConnectPanel connect={connect} mayManage={integration.may_manage} hasEntries={isManual} />
  if (integration.may_manage && isManual) return <ManualForm integration={integration} entries={entries} onLeave={leaveManual} />
  return (
    <>
      <div className="grid items-start gap-x-10 gap-y-6 @min-[760px]:grid-cols-[minmax(0,1fr)_minmax(0,20rem)]">
        <div className="flex flex-col gap-6 @min-[760px]:order-2">
          <Prerequisites integration={integration} />
        </div>
        <div className="flex flex-col gap-6">
          {integration.may_manage ? (
            <Ways integration={integration} onManual={() => setManual(true)} />
          ) : (
            <p role="note" className="edge-in-forced-colors rounded-bubble bg-hover px-4 py-3 text-ink-2">
              {t('integration-who')}
            </p>
          )}
          <Permissions />
        </div>
      </div>
      {integration.relay !== null && <MetaApps integration={integration} relay={integration.relay} />}
    </>
  )
}

function Loading() {
  return (
    <div aria-busy="true" className="flex animate-[arrive_200ms_150ms_backwards] flex-col gap-3">
      <span className="sr-only">{t('loading')}</span>
      <div className="h-4 w-40 animate-breathe rounded bg-line" />
      <div className="h-12 w-full max-w-lg animate-breathe rounded-control bg-line" />
      <div className="h-12 w-full max-w-lg animate-breathe rounded-control bg-line" />
      <div className="h-12 w-full max-w-lg animate-breathe rounded-control bg-line" />
      <div className="h-8 w-40 animate-breathe rounded-control bg-line" />
    </div>
  )
}
