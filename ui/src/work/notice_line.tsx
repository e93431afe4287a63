import { CircleAlert, X } from 'lucide-react'
import { useEffect } from 'react'
import { Button as AriaButton } from 'react-aria-components'
import { Button } from '../parts/button'
import { Key } from '../parts/key'
import { t } from '../words/words'
import { undoLast } from './act'
import { useWork } from './work_state'

/** Long enough to read and to press Z. */
const SHOWN_MS = 6_000

/** What has just been done, with the way back. Over the list, never over where one writes. What was refused stays until it is closed. */
export function NoticeLine() {
  const notice = useWork((work) => work.notice)
  const setNotice = useWork((work) => work.setNotice)
  useEffect(() => {
    if (notice === null || notice.isRefusal) return
    const timer = setTimeout(() => setNotice(null), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [notice, setNotice])
  if (notice === null) return null
  return (
    <aside
      aria-label={t('work-notice')}
      className="edge-in-forced-colors absolute inset-s-3 bottom-3 z-10 flex max-w-[calc(100%-24px)] items-center gap-3 rounded-bubble bg-float py-2 ps-3.5 pe-2.5 shadow-float animate-arrive max-two:top-16 max-two:bottom-auto"
    >
      {notice.isRefusal && <CircleAlert size={16} strokeWidth={1.75} aria-hidden="true" className="shrink-0 text-danger" />}
      <span {...(notice.isRefusal ? { role: 'alert' } : {})} className="selectable min-w-0 wrap-anywhere">
        {notice.words}
      </span>
      {notice.undo !== null && (
        <Button look="quiet" className="shrink-0" onPress={() => void undoLast()}>
          {t('undo')}
          <Key name="Z" />
        </Button>
      )}
      {notice.isRefusal && (
        <AriaButton
          aria-label={t('close')}
          onPress={() => setNotice(null)}
          className="flex size-6 shrink-0 cursor-default items-center justify-center rounded-control text-ink-3 hover:bg-hover hover:text-ink"
        >
          <X size={14} strokeWidth={1.75} aria-hidden="true" />
        </AriaButton>
      )}
    </aside>
  )
}
