import { useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../api/call'
import type { NumberCardView } from '../api/generated'
import { settleNumber } from '../cache/numbers'
import { wordsOf } from '../cache/thread'
import { useUi } from '../inbox/ui_state'
import { announce } from '../parts/announce'
import { t } from '../words/words'
import { nameOf, STATE_WORDS } from './number_words'

export type NumberAction = 'running' | 'test' | 'edit' | 'token' | 'profile' | 'log' | 'doctor' | 'disconnect'

/** The letter of each action on a number that has the focus. */
export const ACTION_KEYS: Record<NumberAction, string> = {
  running: 's',
  test: 't',
  edit: 'e',
  token: 'r',
  profile: 'p',
  log: 'l',
  doctor: 'd',
  disconnect: 'Delete',
}

/** What reading needs no rights for. */
const OPEN_TO_ALL: readonly NumberAction[] = ['log', 'doctor']

/** What can be done with a number, and what came of the last thing that was. */
export function useNumberActions(number: NumberCardView, mayManage: boolean) {
  const cache = useQueryClient()
  const { openSettings, setNumberTask, setLogNumber } = useUi.getState()
  const { phone_number_id } = number
  const told = {
    onSuccess: (now: NumberCardView) => announce(t('number-now', { name: nameOf(now), state: t(STATE_WORDS[now.state]) })),
  }
  const setRunning = useMutation({
    mutationFn: (running: boolean) => settleNumber(cache, () => call('set_number_running', { phone_number_id, running })),
    ...told,
  })
  const test = useMutation({
    mutationFn: () => settleNumber(cache, () => call('test_number', { phone_number_id })),
    ...told,
  })
  const allowed = (Object.keys(ACTION_KEYS) as NumberAction[]).filter((action) => mayManage || OPEN_TO_ALL.includes(action))

  function act(action: NumberAction) {
    setRunning.reset()
    test.reset()
    switch (action) {
      case 'running':
        return setRunning.mutate(number.state === 'STOPPED')
      case 'test':
        return test.mutate()
      case 'log':
        setLogNumber(phone_number_id)
        return openSettings('log')
      case 'edit':
      case 'token':
      case 'profile':
      case 'doctor':
      case 'disconnect':
        return setNumberTask({ task: action, phoneNumberId: phone_number_id })
    }
  }

  const error = setRunning.error ?? test.error
  return {
    allowed,
    act,
    isTesting: test.isPending,
    refused: error === null ? null : wordsOf(error),
  }
}
