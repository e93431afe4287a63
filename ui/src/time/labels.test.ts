import { describe, expect, test } from 'vitest'
import { clockTime, dayName, daysAgo, exactTime, hoursAndMinutes, listTime } from './labels'

const at = (text: string) => new Date(text).getTime()
const NOW = at('2026-11-21T14:30:00')

describe('times', () => {
  test.each([
    ['2026-11-21T14:05:00', '14:05'],
    ['2026-11-21T00:00:00', '00:00'],
    ['2026-11-20T23:59:00', 'Fri'],
    ['2026-11-15T08:00:00', 'Sun'],
    ['2026-11-14T23:59:00', '14 Nov'],
    ['2026-11-03T08:00:00', '3 Nov'],
    ['2025-12-31T23:00:00', '31 Dec 2025'],
    ['2026-11-22T01:00:00', '01:00'],
  ])('%s in the list is %s', (time, label) => {
    expect(listTime(at(time), NOW, 'en-GB')).toBe(label)
  })

  test.each([
    ['en-US', '2:05 PM', '9:05 AM'],
    ['en-GB', '14:05', '09:05'],
    ['de-DE', '14:05', '09:05'],
    ['sv-SE', '14:05', '09:05'],
  ])('the clock in %s', (locale, afternoon, morning) => {
    const plain = (time: string) => clockTime(at(time), locale).replace(/\s/g, ' ')
    expect(plain('2026-11-03T14:05:09')).toBe(afternoon)
    expect(plain('2026-11-03T09:05:09')).toBe(morning)
  })

  test('days are calendar days', () => {
    expect(daysAgo(at('2026-11-20T23:59:59'), at('2026-11-21T00:00:01'))).toBe(1)
    expect(daysAgo(at('2026-11-21T00:00:01'), at('2026-11-21T23:59:59'))).toBe(0)
  })

  test('the exact time keeps the same clock', () => {
    expect(exactTime(at('2026-11-03T09:05:09'), 'en-GB')).toContain('09:05:09')
    expect(exactTime(at('2026-11-03T09:05:09'), 'en-US')).toContain(' 9:05:09')
  })

  test('the exact time has seconds', () => {
    expect(exactTime(at('2026-11-03T14:05:09'), 'en-GB')).toContain('14:05:09')
    expect(dayName(at('2026-11-03T14:05:09'), 'en-GB')).toMatch(/Tue.*3 Nov 2026/)
    expect(clockTime(at('2026-11-03T14:05:09'), 'en-GB')).toBe('14:05')
  })

  test.each([
    [5 * 3_600_000 + 12 * 60_000, 5, 12],
    [60_000, 0, 1],
    [1, 0, 1],
    [0, 0, 0],
    [-5, 0, 0],
    [3_600_000 - 1, 1, 0],
  ])('%d ms left is %d h %d min', (ms, hours, minutes) => {
    expect(hoursAndMinutes(ms)).toEqual({ hours, minutes })
  })
})
