import { NumberForm } from '../setup/number_form'
import { t } from '../words/words'

/** The list before the first customer has written: says what fills it. */
export function NoConversations({ hasNumber }: { hasNumber: boolean }) {
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-4 overflow-y-auto p-4">
      <div className="flex flex-col gap-1">
        <h2 className="font-semibold">{t(hasNumber ? 'list-empty-title' : 'list-no-number-title')}</h2>
        <p className="text-ink-2">{t(hasNumber ? 'list-empty' : 'list-no-number')}</p>
      </div>
      {/* The profile event that follows brings the list. */}
      {!hasNumber && <NumberForm onConnected={() => {}} />}
    </div>
  )
}
