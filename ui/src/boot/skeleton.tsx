import { CommandRefused } from '../api/transport'
import { wordsOf } from '../cache/thread'
import { Button } from '../parts/button'
import { t } from '../words/words'

const ROWS = [62, 48, 74, 55, 40, 66, 51]

/** The shape of the inbox, breathing, while the engine opens. Appears late: a quick start shows no flicker. */
export function Skeleton() {
  return (
    <main aria-busy="true" aria-label={t('boot-opening')} className="flex h-full animate-[arrive_200ms_150ms_backwards]">
      <div className="w-14 bg-rail" />
      <div className="flex w-[340px] max-w-full flex-col border-e border-line bg-pane pt-14">
        {ROWS.map((width) => (
          <SkeletonRow key={width} width={width} />
        ))}
      </div>
      <div className="flex-1 bg-thread" />
    </main>
  )
}

const WIDTHS: Record<number, string> = {
  62: 'w-[62%]',
  48: 'w-[48%]',
  74: 'w-[74%]',
  55: 'w-[55%]',
  40: 'w-[40%]',
  66: 'w-[66%]',
  51: 'w-[51%]',
}

function SkeletonRow({ width }: { width: number }) {
  return (
    <div className="flex h-16 animate-breathe items-center gap-3 px-3">
      <div className="size-10 shrink-0 rounded-full bg-line" />
      <div className="flex flex-1 flex-col gap-2">
        <div className="h-2.5 w-[38%] rounded bg-line" />
        <div className={`h-2.5 rounded bg-line ${WIDTHS[width]}`} />
      </div>
    </div>
  )
}

/** The same rows for a list that is loading inside the inbox. */
export function SkeletonRows() {
  return ROWS.map((width) => <SkeletonRow key={width} width={width} />)
}

export function BootFailed({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  return (
    <main className="flex h-full items-center justify-center p-6">
      <div className="flex max-w-sm flex-col items-start gap-3">
        <h1 className="text-title font-semibold">{t('boot-failed')}</h1>
        <p className="selectable text-ink-2">{wordsOf(error)}</p>
        {/* A page that is not let in stays so; its sentence says where to go. */}
        {!(error instanceof CommandRefused && error.code === 'refused') && (
          <Button look="primary" onPress={onRetry}>
            {t('try-again')}
          </Button>
        )}
      </div>
    </main>
  )
}
