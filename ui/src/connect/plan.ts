import type { ConnectMode, ConnectQuestion } from '../api/generated'

type Question = Extract<ConnectQuestion, { ask: 'numbers' }>

/** A number as the plan names it. */
export type PlannedNumber = { id: string; name: string; displayPhoneNumber: string }

/** What a choice will do: every connected number is in exactly one of the last three, so none is dropped unnamed. */
export type ConnectPlan = {
  added: PlannedNumber[]
  renewed: PlannedNumber[]
  kept: PlannedNumber[]
  removed: PlannedNumber[]
}

export function connectPlan({ found, others }: Question, chosen: ReadonlySet<string>, mode: ConnectMode): ConnectPlan {
  const plan: ConnectPlan = { added: [], renewed: [], kept: [], removed: [] }
  const left = mode === 'add' ? plan.kept : plan.removed
  for (const number of found) {
    const named = {
      id: number.phone_number_id,
      name: number.connected_as ?? number.verified_name,
      displayPhoneNumber: number.display_phone_number,
    }
    const isConnected = number.connected_as !== null
    if (number.unusable === null && chosen.has(number.phone_number_id)) (isConnected ? plan.renewed : plan.added).push(named)
    else if (isConnected) left.push(named)
  }
  for (const number of others) {
    left.push({ id: number.phone_number_id, name: number.verified_name, displayPhoneNumber: number.display_phone_number })
  }
  return plan
}
