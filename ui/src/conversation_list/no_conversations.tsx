import { useUi } from '../inbox/ui_state'
import { Button } from '../parts/button'
import { t } from '../words/words'

/** The list before the first customer has written: says what fills it. */
export function NoConversations({ hasNumber }: { hasNumber: boolean }) {
  const openSettings = useUi((ui) => ui.openSettings)
  return (
    <div className="flex min-h-0 flex-1 flex-col items-start gap-3 overflow-y-auto p-4">
      <div className="flex flex-col gap-1">
        <h2 className="font-semibold">{t(hasNumber ? 'list-empty-title' : 'list-no-number-title')}</h2>
        <p className="text-ink-2">{t(hasNumber ? 'list-empty' : 'list-no-number')}</p>
      </div>
      {!hasNumber && (
        <Button look="primary" onPress={() => openSettings('integrations')}>
          {t('connect-open')}
        </Button>
      )}
    </div>
  )
}
