import { type QueryClient, useQuery } from '@tanstack/react-query'
import { call } from '../api/call'
import type { NumberCardView } from '../api/generated'
import { keys } from './keys'
import { withOvertaking } from './overtaken'

type Numbers = readonly NumberCardView[]

function upserted(numbers: Numbers, changed: Numbers): Numbers {
  const known = new Set(numbers.map((n) => n.phone_number_id))
  const newest = new Map(changed.map((n) => [n.phone_number_id, n]))
  return [
    ...numbers.map((n) => newest.get(n.phone_number_id) ?? n),
    ...[...newest.values()].filter((n) => !known.has(n.phone_number_id)),
  ]
}

const without = (numbers: Numbers, id: string): Numbers => numbers.filter((n) => n.phone_number_id !== id)

async function load(): Promise<Numbers> {
  const { answer, events } = await withOvertaking(() => call('list_numbers', {}))
  return events.reduce<Numbers>((numbers, event) => {
    if (event.event === 'numbers') return upserted(numbers, event.items)
    return event.event === 'number_gone' ? without(numbers, event.phone_number_id) : numbers
  }, answer.items)
}

/** The connected numbers, kept true by events. */
export function useNumbers() {
  return useQuery({ queryKey: keys.numbers, queryFn: load })
}

export function putNumbers(cache: QueryClient, changed: Numbers) {
  cache.setQueryData<Numbers>(keys.numbers, (numbers) => numbers && upserted(numbers, changed))
}

export function takeNumber(cache: QueryClient, phoneNumberId: string) {
  cache.setQueryData<Numbers>(keys.numbers, (numbers) => numbers && without(numbers, phoneNumberId))
}

/** The answer of a command that gives a number, unless an event has already told of a later state of it. */
export async function settleNumber(cache: QueryClient, ask: () => Promise<NumberCardView>): Promise<NumberCardView> {
  const { answer, events } = await withOvertaking(ask)
  const told = events.some((e) => e.event === 'numbers' && e.items.some((n) => n.phone_number_id === answer.phone_number_id))
  if (!told) putNumbers(cache, [answer])
  return answer
}
