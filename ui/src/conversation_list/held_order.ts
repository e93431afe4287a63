import { useCallback, useEffect, useReducer, useRef } from 'react'
import type { Place } from '../cache/conversations'

/** A pointer that has not moved for this long is not aiming at anything. */
const IDLE_MS = 1_000

/**
 * The order that is shown while the true one waits: rows keep their places, rows that were loaded since join the end. Rows that left
 * the loaded part stay until the order is let go.
 */
export function heldOrder(shown: readonly Place[], rows: readonly Place[]): readonly Place[] {
  if (shown.length === 0) return rows
  const ids = new Set(shown.map((row) => row.id))
  const end = rows.findLastIndex((row) => ids.has(row.id))
  const further = rows.slice(end + 1)
  return further.length === 0 ? shown : [...shown, ...further]
}

/** When something last happened in any of the rows; the first that is not pinned is the newest of its kind. */
function newestOf(rows: readonly Place[]): number {
  let newest = 0
  for (const row of rows) {
    newest = Math.max(newest, row.active_at_ms)
    if (!row.pinned) break
  }
  return newest
}

/** How many rows have had something new since the order was held. */
export function newSince(shown: readonly Place[], rows: readonly Place[]): number {
  const top = newestOf(shown)
  let count = 0
  for (const row of rows) {
    if (row.active_at_ms > top) count += 1
    else if (!row.pinned) break
  }
  return count
}

/** Rows never move under the pointer, nor above what one is reading further down: new ones wait at the edge. */
export function useHeldOrder(rows: readonly Place[]) {
  const shown = useRef(rows)
  const held = useRef({ pointer: false, scrolled: false })
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const [, repaint] = useReducer((turn: number) => turn + 1, 0)
  useEffect(() => () => clearTimeout(timer.current), [])

  const isHeld = (held.current.pointer || held.current.scrolled) && shown.current.length > 0
  shown.current = isHeld ? heldOrder(shown.current, rows) : rows

  const hold = useCallback((what: 'pointer' | 'scrolled', on: boolean) => {
    if (held.current[what] === on) return
    held.current = { ...held.current, [what]: on }
    if (!on) repaint()
  }, [])
  const onPointerMove = useCallback(() => {
    hold('pointer', true)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => hold('pointer', false), IDLE_MS)
  }, [hold])
  const onPointerLeave = useCallback(() => {
    clearTimeout(timer.current)
    hold('pointer', false)
  }, [hold])
  const onScrolled = useCallback((scrolled: boolean) => hold('scrolled', scrolled), [hold])

  return {
    shown: shown.current,
    waiting: held.current.scrolled ? newSince(shown.current, rows) : 0,
    onPointerMove,
    onPointerLeave,
    onScrolled,
  }
}
