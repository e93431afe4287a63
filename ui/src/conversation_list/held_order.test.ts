import { expect, test } from 'vitest'
import type { Place } from '../cache/conversations'
import { heldOrder, newSince } from './held_order'

const rows = (...list: [string, number][]): Place[] => list.map(([id, active_at_ms]) => ({ id, active_at_ms }))
const shown = rows(['c', 30], ['b', 20], ['a', 10])

test('rows keep their places while the order is held', () => {
  expect(heldOrder(shown, rows(['a', 99], ['d', 50], ['c', 30], ['b', 20]))).toBe(shown)
})

test('older rows that were loaded meanwhile join the end', () => {
  expect(heldOrder(shown, rows(['c', 30], ['b', 20], ['a', 10], ['z', 5])).map((r) => r.id)).toEqual(['c', 'b', 'a', 'z'])
})

test('new things are counted from where the order was held', () => {
  expect(newSince(shown, rows(['a', 99], ['d', 50], ['c', 30], ['b', 20]))).toBe(2)
  expect(newSince(shown, shown)).toBe(0)
})
