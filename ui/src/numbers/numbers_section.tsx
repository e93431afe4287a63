import { useIntegration } from '../cache/integration'
import { useNumbers } from '../cache/numbers'
import { wordsOf } from '../cache/thread'
import { useUi } from '../inbox/ui_state'
import { Button } from '../parts/button'
import { Section } from '../settings/section'
import { t } from '../words/words'
import { NumberTable } from './number_table'
import { NumberTaskDialog } from './number_task_dialog'
import { Rotation } from './rotation'

/** Settings → Numbers. */
export function NumbersSection() {
  const { data: numbers, error, refetch } = useNumbers()
  const integration = useIntegration().data
  const openSettings = useUi((ui) => ui.openSettings)
  const mayManage = integration?.may_manage ?? false
  return (
    <Section
      title={t('settings-numbers')}
      isWide
      aside={
        mayManage &&
        (numbers?.length ?? 0) > 0 && <Button onPress={() => openSettings('integrations')}>{t('numbers-connect-another')}</Button>
      }
    >
      {numbers === undefined ? (
        error === null ? (
          <Loading />
        ) : (
          <div role="alert" className="flex flex-col items-start gap-3">
            <p className="selectable text-ink-2">{wordsOf(error)}</p>
            <Button onPress={() => void refetch()}>{t('try-again')}</Button>
          </div>
        )
      ) : numbers.length === 0 ? (
        <div data-numbers-empty className="flex flex-col items-start gap-3">
          <p className="text-ink-2">{t('numbers-empty')}</p>
          <Button look={mayManage ? 'primary' : 'plain'} onPress={() => openSettings('integrations')}>
            {t(mayManage ? 'connect-open' : 'numbers-open-integrations')}
          </Button>
        </div>
      ) : (
        <>
          <NumberTable numbers={numbers} mayManage={mayManage} />
          {integration !== undefined && !mayManage && <p className="text-ink-2">{t('integration-who')}</p>}
          {integration !== undefined && (numbers.length > 1 || integration.rotation.enabled) && (
            <Rotation isEnabled={integration.rotation.enabled} mayManage={mayManage} />
          )}
        </>
      )}
      {numbers !== undefined && <NumberTaskDialog numbers={numbers} mayManage={mayManage} />}
    </Section>
  )
}

function Loading() {
  return (
    <div aria-busy="true" className="flex animate-[arrive_200ms_150ms_backwards] flex-col gap-3">
      <span className="sr-only">{t('loading')}</span>
      <div className="h-4 w-full animate-breathe rounded bg-line" />
      <div className="h-10 w-full animate-breathe rounded-control bg-line" />
      <div className="h-10 w-full animate-breathe rounded-control bg-line" />
    </div>
  )
}
