import { useQuery } from '@tanstack/react-query'
import type { RawView } from '../api/generated'
import { wordsOf } from '../cache/thread'
import { t } from '../words/words'
import { Dialog } from './dialog'

/** What the provider sent, for reading only. */
export function RawDialog({
  queryKey,
  load,
  onClose,
}: {
  queryKey: readonly string[]
  load: () => Promise<RawView>
  onClose: () => void
}) {
  const { data, error } = useQuery({ queryKey, queryFn: load })
  return (
    <Dialog title={t('raw-title')} isOpen onOpenChange={onClose} width="max-w-2xl">
      {error !== null ? (
        <p role="alert" className="selectable text-danger">
          {wordsOf(error)}
        </p>
      ) : (
        <pre
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
          tabIndex={0}
          className="selectable max-h-[60vh] overflow-auto font-mono text-[0.75rem] whitespace-pre-wrap wrap-anywhere"
        >
          {data === undefined ? t('loading') : pretty(data.raw)}
        </pre>
      )}
    </Dialog>
  )
}

/** Indented when it is JSON; else exactly as it came. */
function pretty(raw: string): string {
  try {
    return JSON.stringify(JSON.parse(raw), null, 2)
  } catch {
    return raw
  }
}
