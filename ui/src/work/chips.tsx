import type { LabelView } from '../api/generated'
import { t } from '../words/words'

/** A label's colour. Decorative: the name is beside it. */
export function Dot({ colour }: { colour: string }) {
  return (
    <span
      aria-hidden="true"
      className="size-2 shrink-0 rounded-full shadow-[inset_0_0_0_1px_var(--shade)]"
      style={{ backgroundColor: colour }}
    />
  )
}

/** A label: its colour is a dot, its name is in ink, so that it can be read on every ground. */
export function Chip({ label }: { label: LabelView }) {
  return (
    <span className="edge-in-forced-colors inline-flex min-w-0 items-center gap-1 rounded-full bg-chip px-1.5 text-meta leading-[17px] text-ink-2">
      <Dot colour={label.colour} />
      <bdi className="max-w-24 truncate">{label.name}</bdi>
    </span>
  )
}

/** The labels of a row of the list: one by name, the others by number. */
export function Chips({ labels }: { labels: readonly LabelView[] }) {
  const [first, ...others] = labels
  if (first === undefined) return null
  const names = labels.map((label) => label.name).join(', ')
  return (
    <span className="flex min-w-0 max-w-[45%] shrink-0 items-center gap-1" title={names}>
      <Chip label={first} />
      {others.length > 0 && (
        <span className="text-meta text-ink-3">
          <span aria-hidden="true">+{others.length}</span>
          <span className="sr-only">{t('list-more-labels', { names: others.map((label) => label.name).join(', ') })}</span>
        </span>
      )}
    </span>
  )
}
