import fc from 'fast-check'
import { expect, test } from 'vitest'
import { byActivity, type Place } from './conversations'
import { append, type Sorted, upsert } from './sorted'

const row = (id: string, active_at_ms: number): Place => ({
  id,
  active_at_ms,
  pinned: false,
  waiting_since_ms: null,
  closes_at_ms: null,
})
const ids = (list: Sorted<Place>) => list.rows.map((r) => r.id).join('')

test('a changed row moves to its place and is there once', () => {
  const list = { rows: [row('c', 30), row('b', 20), row('a', 10)], next: null }
  expect(ids(upsert(list, [row('a', 40)], byActivity))).toBe('acb')
  expect(ids(upsert(list, [row('b', 20)], byActivity))).toBe('cba')
  expect(ids(upsert(list, [row('d', 25), row('d', 5)], byActivity))).toBe('cbad')
})

test('equal times are ordered by id, the greater first', () => {
  expect(ids(upsert({ rows: [], next: null }, [row('a', 1), row('c', 1), row('b', 1)], byActivity))).toBe('cba')
})

test('a row beyond the loaded end is left to its page', () => {
  const list = { rows: [row('c', 30), row('b', 20)], next: 'more' }
  expect(ids(upsert(list, [row('z', 10)], byActivity))).toBe('cb')
  expect(ids(upsert({ ...list, next: null }, [row('z', 10)], byActivity))).toBe('cbz')
})

test('a page does not overwrite what an event has brought', () => {
  const list = { rows: [row('b', 50), row('c', 30)], next: 'more' }
  const page = { rows: [row('b', 20), row('a', 10)], next: null }
  const both = append(list, page, byActivity)
  expect(ids(both)).toBe('bca')
  expect(both.rows[0]?.active_at_ms).toBe(50)
})

const changes = fc.array(
  fc.record({ id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'), active_at_ms: fc.nat(20) }),
  { maxLength: 30 },
)

test('any batches, with repeats, give what loading afresh would give', () => {
  fc.assert(
    fc.property(changes, fc.integer({ min: 1, max: 12 }), (recorded, batch) => {
      const all = recorded.map(({ id, active_at_ms }) => row(id, active_at_ms))
      let list: Sorted<Place> = { rows: [], next: null }
      for (let i = 0; i < all.length; i += batch) {
        list = upsert(list, all.slice(i, i + batch), byActivity)
        list = upsert(list, all.slice(i, i + batch), byActivity)
      }
      const newest = new Map(all.map((change) => [change.id, change]))
      expect(list.rows).toEqual([...newest.values()].sort(byActivity))
    }),
  )
})
