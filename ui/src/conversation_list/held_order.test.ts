import { act, renderHook } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Place } from '../cache/conversations'
import { heldOrder, newSince, useHeldOrder } from './held_order'

const rows = (...list: [string, number][]): Place[] =>
  list.map(([id, active_at_ms]) => ({ id, active_at_ms, pinned: false, waiting_since_ms: null, closes_at_ms: null }))
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

describe('the list', () => {
  const moved = rows(['a', 99], ['c', 30], ['b', 20])
  const ids = (list: readonly Place[]) => list.map((row) => row.id).join('')

  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  test('does not move under a moving pointer, and does when it has left', () => {
    const { result, rerender } = renderHook(({ list }) => useHeldOrder(list), { initialProps: { list: shown } })
    act(() => result.current.onPointerMove())
    rerender({ list: moved })
    expect(ids(result.current.shown)).toBe('cba')
    act(() => result.current.onPointerLeave())
    expect(ids(result.current.shown)).toBe('acb')
  })

  test('moves again when the pointer has rested for a second', () => {
    const { result, rerender } = renderHook(({ list }) => useHeldOrder(list), { initialProps: { list: shown } })
    act(() => result.current.onPointerMove())
    rerender({ list: moved })
    act(() => {
      vi.advanceTimersByTime(999)
    })
    expect(ids(result.current.shown)).toBe('cba')
    act(() => {
      vi.advanceTimersByTime(1)
    })
    expect(ids(result.current.shown)).toBe('acb')
  })

  test('keeps new rows at the edge while one reads further down, and says how many', () => {
    const { result, rerender } = renderHook(({ list }) => useHeldOrder(list), { initialProps: { list: shown } })
    act(() => result.current.onScrolled(true))
    rerender({ list: moved })
    expect(ids(result.current.shown)).toBe('cba')
    expect(result.current.waiting).toBe(1)
    act(() => result.current.onScrolled(false))
    expect(ids(result.current.shown)).toBe('acb')
    expect(result.current.waiting).toBe(0)
  })
})
