import type { Place } from '../cache/conversations'
import { useUi } from '../inbox/ui_state'
import { useWork } from './work_state'

/** Marks or unmarks a row, or marks all from the last marked one to it. */
export function markRow(rows: readonly Place[], id: string, isRange: boolean) {
  const { marked, anchor, mark, markAll } = useWork.getState()
  const from = rows.findIndex((row) => row.id === (anchor ?? useUi.getState().selected))
  const to = rows.findIndex((row) => row.id === id)
  if (isRange && from !== -1 && to !== -1) {
    markAll(rows.slice(Math.min(from, to), Math.max(from, to) + 1).map((row) => row.id))
  } else {
    mark(id, !marked.has(id))
  }
}
