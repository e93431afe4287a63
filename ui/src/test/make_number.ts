import type {
  ConnectStepId,
  ConnectStepState,
  ConnectStepView,
  ConnectView,
  DoctorCheckId,
  DoctorCheckView,
  FoundNumberView,
  IntegrationView,
  NumberCardView,
  NumberLogLineView,
  StepProblemView,
} from '../api/generated'
import { NUMBER } from './make'

export function numberCard(change: Partial<NumberCardView> = {}): NumberCardView {
  return {
    phone_number_id: NUMBER.phone_number_id,
    waba_id: '2077',
    account_name: 'Oak & Iron',
    display_phone_number: NUMBER.display_phone_number,
    verified_name: 'Oak & Iron',
    internal_name: null,
    description: null,
    state: 'RUNNING',
    trouble: null,
    quality: 'GREEN',
    messaging_limit: 'TIER_2K',
    throughput: 'STANDARD',
    meta_status: 'CONNECTED',
    name_status: 'APPROVED',
    coexistence: false,
    token: {
      here: true,
      ends_at_ms: null,
      dead: false,
      scopes: ['whatsapp_business_messaging', 'whatsapp_business_management'],
    },
    last_webhook_at_ms: Date.now() - 4 * 60_000,
    first_message_at_ms: null,
    checked_at_ms: Date.now() - 60_000,
    alarms: [],
    ...change,
  }
}

export const APP = { app_id: '1234567890', name: 'Oak & Iron inbox', config_id: '555000', entered: true } as const

export function integration(change: Partial<IntegrationView> = {}): IntegrationView {
  return {
    may_manage: true,
    relay: {
      public_url: 'https://relay.oakandiron.example',
      webhook_url: 'https://relay.oakandiron.example/webhooks/meta',
      verify_token: 'verify-me-7f3a',
      fields: ['messages', 'account_update', 'phone_number_quality_update', 'message_template_status_update'],
      redirect_url: 'https://relay.oakandiron.example/connect/callback',
      apps: [APP],
    },
    unreachable: null,
    blocked: null,
    blocked_signup: change.blocked ?? null,
    prerequisites: [
      { id: 'relay_connected', state: 'met', words: 'relay.oakandiron.example answers.' },
      { id: 'relay_public', state: 'met', words: 'https://relay.oakandiron.example' },
      { id: 'meta_app', state: 'met', words: 'Oak & Iron inbox' },
      { id: 'login_configuration', state: 'met', words: 'Configuration 555000' },
      { id: 'business_admin', state: 'yours', words: 'Your Facebook login needs admin rights on the business portfolio.' },
      { id: 'number_reachable', state: 'yours', words: 'Meta sends a code to it. Have it at hand.' },
      {
        id: 'number_free',
        state: 'yours',
        words: 'It is in no WhatsApp app. If it is in the WhatsApp Business app, choose that way below.',
      },
    ],
    rotation: { enabled: false },
    ...change,
  }
}

const NO_APP = 'Meta App ID and App Secret are not configured on the server'

/** As on a relay that has just been started. */
export function bareIntegration(): IntegrationView {
  const full = integration()
  return {
    ...full,
    relay: full.relay === null ? null : { ...full.relay, apps: [] },
    blocked: NO_APP,
    blocked_signup: NO_APP,
    prerequisites: full.prerequisites.map((need) =>
      need.id === 'meta_app'
        ? { ...need, state: 'unmet', words: 'The relay has no Meta app. Enter it below.' }
        : need.id === 'login_configuration'
          ? { ...need, state: 'unmet', words: 'Comes with the Meta app.' }
          : need,
    ),
  }
}

const STEPS: readonly ConnectStepId[] = [
  'code',
  'token',
  'scopes',
  'business',
  'account',
  'numbers',
  'webhook',
  'registration',
  'display_name',
  'quality',
  'templates',
]

/** The code of a problem as it comes over the wire. */
export function problem(change: Partial<Omit<StepProblemView, 'code'>> & { code?: number } = {}): StepProblemView {
  const { code, ...rest } = change
  return {
    words: 'Meta did not subscribe the webhook.',
    meta_says: '(#200) You do not have permission to access this resource',
    fix: 'Give the app access to the account in Business Settings, then retry this step.',
    can_retry: true,
    ...rest,
    code: (code ?? null) as StepProblemView['code'],
  }
}

/** All steps before `at` done, `at` in this state, the others waiting. */
export function steps(at: ConnectStepId | 'end', state: ConnectStepState = 'running', change: Partial<ConnectStepView> = {}) {
  const now = at === 'end' ? STEPS.length : STEPS.indexOf(at)
  const details: Partial<Record<ConnectStepId, string>> = {
    token: 'Ends in 60 days',
    business: 'Oak & Iron Ltd',
    account: 'Oak & Iron',
    display_name: 'Approved',
  }
  return STEPS.map((step, i): ConnectStepView => {
    if (i < now) return { step, state: 'done', detail: details[step] ?? null, problem: null }
    return { step, state: i === now ? state : 'waiting', detail: null, problem: null, ...(i === now ? change : {}) }
  })
}

export function connect(change: Partial<ConnectView> & Pick<ConnectView, 'stage'>): ConnectView {
  return { id: 'connect-1', way: 'signup', steps: steps('code'), ...change }
}

export function found(change: Partial<FoundNumberView> & { phone_number_id: string }): FoundNumberView {
  return {
    waba_id: '2077',
    account_name: 'Oak & Iron',
    display_phone_number: '+1 555 010 0199',
    verified_name: 'Oak & Iron',
    connected_as: null,
    unusable: null,
    ...change,
  }
}

export function logLine(change: Partial<NumberLogLineView> & { id: string }): NumberLogLineView {
  return {
    phone_number_id: NUMBER.phone_number_id,
    at_ms: Date.now(),
    level: 'info',
    subject: 'webhook',
    words: 'A message arrived.',
    ...change,
  }
}

const CHECKS: readonly DoctorCheckId[] = [
  'relay_connected',
  'relay_public',
  'tls',
  'challenge',
  'signature',
  'app_webhook',
  'fields',
  'subscription',
  'override_url',
  'token',
  'scopes',
  'token_end',
  'number_status',
  'registration',
  'display_name',
  'quality',
  'billing',
  'templates',
  'last_webhook',
  'self_test',
]

export function waitingChecks(): DoctorCheckView[] {
  return CHECKS.map((check) => ({ check, state: 'waiting', words: '', fix: null }))
}
