import { Lock } from 'lucide-react'
import type { WindowView } from '../api/generated'
import { t } from '../words/words'

/** In place of the composer when WhatsApp allows no free reply. */
export function ComposerNotice({ window, hasDraft }: { window: WindowView; hasDraft: boolean }) {
  const isNever = window.window === 'never'
  return (
    <div className="shrink-0 px-4 pt-1 pb-4 max-two:px-2 max-two:pb-2">
      <div role="note" className="edge-in-forced-colors flex gap-3 rounded-bubble bg-amber-ground px-4 py-3">
        <Lock size={16} strokeWidth={1.5} aria-hidden="true" className="mt-0.5 shrink-0 text-amber" />
        <div className="flex flex-col gap-0.5">
          <p className="font-medium">{t(isNever ? 'notice-never-title' : 'notice-closed-title')}</p>
          <p className="text-ink-2">{t(isNever ? 'notice-never' : 'notice-closed')}</p>
          {hasDraft && <p className="text-ink-2">{t('notice-draft-kept')}</p>}
        </div>
      </div>
    </div>
  )
}
