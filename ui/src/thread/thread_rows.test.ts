import { expect, test } from 'vitest'
import { incoming, outgoing } from '../test/make'
import { beginning } from './long_text'
import { firstUnreadOf, threadRows } from './thread_rows'

const DAY = new Date('2026-11-20T10:00:00').getTime()
const MINUTE = 60_000

test('messages of one side that are close in time are one group', () => {
  const rows = threadRows(
    [
      outgoing({ id: 'd', at_ms: DAY + 10 * MINUTE }),
      incoming({ id: 'c', at_ms: DAY + 9 * MINUTE }),
      incoming({ id: 'b', at_ms: DAY + MINUTE }),
      incoming({ id: 'a', at_ms: DAY }),
    ],
    null,
  )
  expect(rows.map((r) => [r.message.id, r.startsGroup, r.endsGroup])).toEqual([
    ['a', true, false],
    ['b', false, true],
    ['c', true, true],
    ['d', true, true],
  ])
})

test('the first message of each day carries its name', () => {
  const rows = threadRows([incoming({ id: 'b', at_ms: DAY + 15 * 60 * MINUTE }), incoming({ id: 'a', at_ms: DAY })], null)
  expect(rows.map((r) => r.startsDay)).toEqual([true, true])
})

test('the unread mark stands before the first unseen message of the customer', () => {
  const thread = [incoming({ id: 'c' }), outgoing({ id: 'x' }), incoming({ id: 'b' }), incoming({ id: 'a' })]
  expect(firstUnreadOf(thread, 2)).toBe('b')
  expect(firstUnreadOf(thread, 0)).toBeNull()
  expect(firstUnreadOf(thread, 9)).toBeNull()
})

test('a long text is folded after about forty lines, a short one is not', () => {
  expect(beginning('short')).toBeNull()
  expect(beginning('line\n'.repeat(40).trimEnd())).toBeNull()
  expect(beginning('line\n'.repeat(60))?.split('\n')).toHaveLength(40)
  expect(beginning('x'.repeat(10_000))?.length).toBe(40 * 68 + 1)
})
