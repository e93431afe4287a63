import type {
  ConnectQuestion,
  ConnectStepId,
  ConnectStepState,
  ConnectView,
  ConnectWay,
  PrerequisiteId,
  PrerequisiteState,
} from '../api/generated'
import type { WordKey } from '../words/keys'
import { t } from '../words/words'

export const STEP_WORDS: Record<ConnectStepId, WordKey> = {
  code: 'connect-step-code',
  token: 'connect-step-token',
  scopes: 'connect-step-scopes',
  business: 'connect-step-business',
  account: 'connect-step-account',
  numbers: 'connect-step-numbers',
  webhook: 'connect-step-webhook',
  registration: 'connect-step-registration',
  display_name: 'connect-step-display-name',
  quality: 'connect-step-quality',
  templates: 'connect-step-templates',
}

export const STEP_STATE_WORDS: Record<ConnectStepState, WordKey> = {
  waiting: 'connect-state-waiting',
  running: 'connect-state-running',
  asking: 'connect-state-asking',
  done: 'connect-state-done',
  skipped: 'connect-state-skipped',
  noted: 'connect-state-noted',
  failed: 'connect-state-failed',
}

export const WAY_WORDS: Record<ConnectWay, { title: WordKey; about: WordKey }> = {
  signup: { title: 'way-signup', about: 'way-signup-about' },
  coexistence: { title: 'way-coexistence', about: 'way-coexistence-about' },
  login: { title: 'way-login', about: 'way-login-about' },
  manual: { title: 'way-manual', about: 'way-manual-about' },
}

export const PREREQUISITE_WORDS: Record<PrerequisiteId, WordKey> = {
  relay_connected: 'need-relay-connected',
  relay_public: 'need-relay-public',
  meta_app: 'need-meta-app',
  login_configuration: 'need-login-configuration',
  business_admin: 'need-business-admin',
  number_reachable: 'need-number-reachable',
  number_free: 'need-number-free',
}

export const PREREQUISITE_STATE_WORDS: Record<PrerequisiteState, WordKey> = {
  met: 'need-met',
  unmet: 'need-unmet',
  checking: 'need-checking',
  yours: 'need-yours',
}

function questionSummary(question: ConnectQuestion): string {
  switch (question.ask) {
    case 'numbers':
      return t('connect-now-numbers')
    case 'no_number':
      return t('connect-now-no-number')
    case 'pin':
      return t(question.choose ? 'connect-now-pin-choose' : 'connect-now-pin')
    case 'verification':
      return t('connect-now-verification')
  }
}

/** Where the connection is, in a sentence for those who look elsewhere. */
export function connectSummary({ stage, steps }: ConnectView): string {
  switch (stage.stage) {
    case 'at_meta':
      return t('connect-now-at-meta')
    case 'working': {
      const running = steps.find(({ state }) => state === 'running')
      return running === undefined ? t('connect-now-working') : t('connect-now-step', { step: t(STEP_WORDS[running.step]) })
    }
    case 'asking':
      return questionSummary(stage.question)
    case 'failed': {
      const failed = steps.find(({ state }) => state === 'failed')
      return failed === undefined ? t('connect-now-failed') : t('connect-now-failed-at', { step: t(STEP_WORDS[failed.step]) })
    }
    case 'cancelled':
      return t('connect-now-cancelled')
    case 'done':
      return stage.numbers.length === 0 ? t('connect-now-done-none') : t('connect-now-done', { count: stage.numbers.length })
  }
}
