import { type KeyboardEvent, useState } from 'react'
import type { NumberCardView } from '../api/generated'
import { useNow } from '../time/now'
import { t } from '../words/words'
import { COLUMNS, GRID, NumberRow } from './number_row'

/** Gives the keyboard to a number, or to the first when it is gone. */
export function focusNumber(phoneNumberId: string) {
  const row =
    document.querySelector<HTMLElement>(`[data-number="${CSS.escape(phoneNumberId)}"]`) ??
    document.querySelector<HTMLElement>('[data-number]') ??
    document.querySelector<HTMLElement>('[data-numbers-empty] button')
  row?.focus()
}

/** All connected numbers. One of them can be reached with Tab; the arrow keys walk through the others. */
export function NumberTable({ numbers, mayManage }: { numbers: readonly NumberCardView[]; mayManage: boolean }) {
  const now = useNow()
  const [active, setActive] = useState<string | null>(null)
  const activeAt = Math.max(
    0,
    numbers.findIndex((n) => n.phone_number_id === active),
  )

  function onKeyDown(e: KeyboardEvent<HTMLElement>) {
    if (!(e.target instanceof HTMLElement) || e.target.dataset.number === undefined) return
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, Home: -numbers.length, End: numbers.length }
    const step = steps[e.key]
    if (step === undefined) return
    const next = numbers[Math.min(numbers.length - 1, Math.max(0, activeAt + step))]
    if (next !== undefined) focusNumber(next.phone_number_id)
    e.preventDefault()
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: rows are grids or cards, which a <table> can't have
    <div role="grid" aria-label={t('numbers-table')} onKeyDown={onKeyDown} className="flex flex-col">
      {/* biome-ignore lint/a11y/useSemanticElements: as the grid */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: headings take no focus */}
      <div role="row" className={`hidden border-b border-line px-3 pb-1.5 text-[0.75rem] font-medium text-ink-2 ${GRID}`}>
        {COLUMNS.map((word) => (
          // biome-ignore lint/a11y/useSemanticElements: as the grid
          // biome-ignore lint/a11y/useFocusableInteractive: headings take no focus
          <span key={word} role="columnheader">
            {t(word)}
          </span>
        ))}
        {/* biome-ignore lint/a11y/useSemanticElements: as the grid */}
        {/* biome-ignore lint/a11y/useFocusableInteractive: headings take no focus */}
        <span role="columnheader">
          <span className="sr-only">{t('column-actions')}</span>
        </span>
      </div>
      {numbers.map((number, i) => (
        <NumberRow
          key={number.phone_number_id}
          number={number}
          mayManage={mayManage}
          now={now}
          isActive={i === activeAt}
          onActive={() => setActive(number.phone_number_id)}
        />
      ))}
    </div>
  )
}
