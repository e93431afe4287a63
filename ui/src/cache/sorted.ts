/**
 * Rows in a fixed order, loaded page by page from one end. The server's order and ours are the same comparison, so an event
 * can be put where a page would have put it.
 */
export type Sorted<T> = {
  rows: readonly T[]
  /** Ask for what comes after the last row with this; `null` at the end. */
  next: string | null
}

export type Order<T extends { id: string }> = (a: T, b: T) => number

/** Position of the first row that does not come before `row`. */
function place<T extends { id: string }>(rows: readonly T[], row: T, order: Order<T>): number {
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (order(rows[middle] as T, row) < 0) low = middle + 1
    else high = middle
  }
  return low
}

/**
 * New and changed rows, each whole. A row beyond the loaded end is left out: its page will bring it. Repeats and any order of
 * arrival give the same result as loading afresh.
 */
export function upsert<T extends { id: string }>(loaded: Sorted<T>, changed: readonly T[], order: Order<T>): Sorted<T> {
  if (changed.length === 0) return loaded
  let rows = loaded.rows.slice()
  if (changed.length > 8) {
    const ids = new Set(changed.map((c) => c.id))
    rows = rows.filter((row) => !ids.has(row.id))
  } else {
    for (const { id } of changed) {
      const old = rows.findIndex((row) => row.id === id)
      if (old !== -1) rows.splice(old, 1)
    }
  }
  const last = loaded.rows.at(-1)
  const newest = new Map(changed.map((c) => [c.id, c]))
  for (const row of newest.values()) {
    if (loaded.next !== null && last !== undefined && order(row, last) > 0) continue
    rows.splice(place(rows, row, order), 0, row)
  }
  return { rows, next: loaded.next }
}

/** The page that follows what is loaded. Rows that an event has already brought stay as the event has them. */
export function append<T extends { id: string }>(loaded: Sorted<T>, page: Sorted<T>, order: Order<T>): Sorted<T> {
  const known = new Set(loaded.rows.map((row) => row.id))
  const fresh = page.rows.filter((row) => !known.has(row.id))
  const rows = [...loaded.rows, ...fresh]
  return { rows: rows.sort(order), next: page.next }
}
