import { expect, test } from 'vitest'
import type { ConnectMode, NumberView } from '../api/generated'
import { found } from '../test/make_number'
import { connectPlan } from './plan'

const other: NumberView = { phone_number_id: 'o', waba_id: '2', display_phone_number: '+46 8', verified_name: 'Sverige' }
const question = {
  ask: 'numbers' as const,
  found: [
    found({ phone_number_id: 'new' }),
    found({ phone_number_id: 'known', connected_as: 'Support' }),
    found({ phone_number_id: 'banned', connected_as: 'Outlet', unusable: 'Banned.' }),
  ],
  others: [other],
  suggested: [],
}

function plan(chosen: string[], mode: ConnectMode) {
  const { added, renewed, kept, removed } = connectPlan(question, new Set(chosen), mode)
  const ids = (numbers: { id: string }[]) => numbers.map((n) => n.id).join(' ')
  return { added: ids(added), renewed: ids(renewed), kept: ids(kept), removed: ids(removed) }
}

test.each([
  [['new'], 'add', { added: 'new', renewed: '', kept: 'known banned o', removed: '' }],
  [['new'], 'replace', { added: 'new', renewed: '', kept: '', removed: 'known banned o' }],
  [['known'], 'replace', { added: '', renewed: 'known', kept: '', removed: 'banned o' }],
  [['new', 'known'], 'add', { added: 'new', renewed: 'known', kept: 'banned o', removed: '' }],
  [['banned'], 'replace', { added: '', renewed: '', kept: '', removed: 'known banned o' }],
] as const)('choosing %s to %s', (chosen, mode, expected) => {
  expect(plan([...chosen], mode)).toEqual(expected)
})

test('every connected number is named in every plan', () => {
  for (const mode of ['add', 'replace'] as const) {
    for (const chosen of [[], ['new'], ['known'], ['new', 'known', 'banned']]) {
      const { renewed, kept, removed } = connectPlan(question, new Set(chosen), mode)
      expect([...renewed, ...kept, ...removed].map((n) => n.id).sort()).toEqual(['banned', 'known', 'o'])
    }
  }
})
