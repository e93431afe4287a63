import { expect, test } from 'vitest'
import { numberCard } from '../test/make_number'
import { ago, limitOf, qualityOf, throughputOf, tokenOf } from './number_words'

const NOW = new Date('2026-11-20T10:00:00').getTime()
const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const plain = (text: string | null | undefined) => text?.replace(/[\u2068\u2069]/g, '')

test.each([
  ['250', '250 a day'],
  ['TIER_2K', '2,000 a day'],
  ['2,000', '2,000 a day'],
  ['Unlimited', 'Unlimited'],
  ['TIER_100K', '100,000 a day'],
  ['TIER_UNLIMITED', 'Unlimited'],
  ['TIER_NEW_WORD', 'TIER_NEW_WORD'],
])('the limit %s', (limit, words) => {
  expect(plain(limitOf(limit))).toBe(words)
})

test.each([
  [{ throughput: 'STANDARD' }, '80/s'],
  [{ throughput: 'HIGH' }, '1,000/s'],
  [{ throughput: 'HIGH', coexistence: true }, '20/s'],
  [{ throughput: 'NOT_APPLICABLE' }, undefined],
  [{ throughput: 'ULTRA' }, 'ULTRA'],
])('throughput %o', (change, words) => {
  expect(plain(throughputOf(numberCard(change))) ?? undefined).toBe(words)
})

test.each([
  ['GREEN', 'Green'],
  ['RED', 'Red'],
  ['UNKNOWN', undefined],
  ['BLUE', 'BLUE'],
])('quality %s', (quality, word) => {
  expect(qualityOf(quality)?.word).toBe(word)
})

const token = numberCard().token

test.each([
  [{}, 'Does not end', 'fine'],
  [{ dead: true }, 'Refused by Meta', 'bad'],
  [{ here: false }, 'Not on this device', 'bad'],
  [{ ends_at_ms: NOW + 60 * DAY }, 'Ends in 60 days', 'fine'],
  [{ ends_at_ms: NOW + 9 * DAY }, 'Ends in 9 days', 'soon'],
  [{ ends_at_ms: NOW + DAY }, 'Ends in 1 day', 'soon'],
  [{ ends_at_ms: NOW + 60 * MINUTE }, 'Ends today', 'soon'],
  [{ ends_at_ms: NOW - 1 }, 'Ended', 'bad'],
])('a token %o', (change, words, look) => {
  const { words: said, look: looks } = tokenOf({ ...token, ...change }, NOW)
  expect([plain(said), looks]).toEqual([words, look])
})

test.each([
  [-MINUTE, 'just now'],
  [59_000, 'just now'],
  [5 * MINUTE, '5 min ago'],
  [3 * 60 * MINUTE, '3 h ago'],
  [DAY, '1 day ago'],
  [10 * DAY, '10 days ago'],
])('%d ms ago', (ms, words) => {
  expect(plain(ago(NOW - ms, NOW))).toBe(words)
})
