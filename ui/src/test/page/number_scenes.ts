import type { NumberLogLineView } from '../../api/generated'
import { useUi } from '../../inbox/ui_state'
import { FakeTransport, READY } from '../fake_transport'
import { bareIntegration, found, integration, logLine, numberCard, problem, steps, waitingChecks } from '../make_number'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const now = Date.now()

const SUPPORT = numberCard()
const SALES = numberCard({
  phone_number_id: '1066',
  display_phone_number: '+46 8 123 456 78',
  verified_name: 'Oak & Iron Sverige AB',
  internal_name: 'Sales Sweden',
  description: 'Mornings only, Ida and Lucas.',
  quality: 'YELLOW',
  messaging_limit: 'TIER_UNLIMITED',
  throughput: 'HIGH',
  token: { ...SUPPORT.token, ends_at_ms: now + 9 * DAY },
  last_webhook_at_ms: now - 3 * HOUR,
  alarms: [
    {
      kind: 'token_ending',
      words: 'The token ends in 9 days. Connect again or replace it before, so that nothing stops.',
      since_ms: now - 5 * DAY,
    },
    {
      kind: 'quality_fell',
      words: 'Quality fell from green to yellow. Customers blocked or reported messages; look at what was sent last.',
      since_ms: now - 26 * HOUR,
    },
  ],
})
const DEAD = numberCard({
  phone_number_id: '1067',
  display_phone_number: '+971 50 123 4567',
  verified_name: 'أوك وآيرون',
  state: 'ERROR',
  trouble: 'Meta refuses the token, so nothing can be sent. Connect again, or replace the token.',
  quality: 'RED',
  messaging_limit: 'TIER_250',
  token: { ...SUPPORT.token, dead: true },
  last_webhook_at_ms: now - 2 * DAY,
  checked_at_ms: now - 12 * MINUTE,
  alarms: [
    {
      kind: 'token_dead',
      words: 'Meta refuses its token, probably because a password was changed. Connect again, or replace the token.',
      since_ms: now - 2 * HOUR,
    },
  ],
})
const STARTING = numberCard({
  phone_number_id: '1068',
  display_phone_number: '+1 202 555 0143',
  verified_name: 'Wilhelmina Featherstonehaugh-Cholmondeley Antiques of Upper Slaughter',
  state: 'STARTING',
  quality: null,
  messaging_limit: null,
  throughput: null,
  coexistence: true,
  last_webhook_at_ms: null,
  checked_at_ms: null,
})
const STOPPED = numberCard({
  phone_number_id: '1069',
  display_phone_number: '+44 7700 900123',
  verified_name: 'Oak & Iron Repairs',
  state: 'STOPPED',
  trouble: 'Switched off by Sam. What customers write still arrives; nothing is sent.',
  token: { ...SUPPORT.token, here: false },
})

function lines(count: number): NumberLogLineView[] {
  const said: [NumberLogLineView['level'], string, string][] = [
    ['info', 'webhook', 'A message arrived.'],
    ['info', 'check', 'Checked with Meta: connected, quality green.'],
    ['warning', 'send', 'Meta asked to slow down (130429). The next try is in 4 s.'],
    [
      'error',
      'token',
      'Meta refused the token: the session was invalidated because the user changed the password. Connect again, or replace the token; until then nothing can be sent from this number.',
    ],
    ['info', 'person', 'Sam replaced the token.'],
    ['info', 'connect', 'The webhook is subscribed.'],
  ]
  return Array.from({ length: count }, (_, i) => {
    const [level, subject, words] = said[i % said.length] ?? ['info', 'check', '']
    const number = [SUPPORT, SALES, DEAD][i % 3] ?? SUPPORT
    return logLine({
      id: `l${i}`,
      phone_number_id: number.phone_number_id,
      at_ms: now - i * 7 * MINUTE,
      level,
      subject,
      words,
    })
  })
}

function open(section: Parameters<ReturnType<typeof useUi.getState>['openSettings']>[0]) {
  useUi.getState().openSettings(section)
}

const TWO_FOUND = [
  found({ phone_number_id: '1065', connected_as: 'Oak & Iron' }),
  found({ phone_number_id: '2001', display_phone_number: '+46 70 555 01 22', verified_name: 'Oak & Iron Malmö' }),
  found({
    phone_number_id: '2002',
    display_phone_number: '+971 50 765 4321',
    verified_name: 'أوك وآيرون للأثاث',
    account_name: 'حساب الأعمال',
  }),
  found({
    phone_number_id: '2003',
    display_phone_number: '+1 202 555 0178',
    verified_name: 'Oak & Iron Outlet',
    unusable: 'Meta has banned this number. Appeal in WhatsApp Manager, then connect it.',
  }),
]

const STAGES: Record<string, (fake: FakeTransport) => void> = {
  'connect-at-meta': (fake) => {
    // As in the desktop window.
    Object.assign(globalThis, { isTauri: true })
    fake.whatsapp.commands.start_connect({ way: 'signup', app_id: null })
  },
  'connect-no-window': (fake) => {
    fake.whatsapp.commands.start_connect({ way: 'login', app_id: null })
    fake.whatsapp.commands.finish_in_browser({})
  },
  'connect-working': (fake) => fake.whatsapp.goOn({ steps: steps('webhook') }),
  'connect-numbers': (fake) => {
    fake.whatsapp.numbers = [SUPPORT, SALES]
    fake.whatsapp.goOn({
      stage: {
        stage: 'asking',
        question: { ask: 'numbers', found: TWO_FOUND, others: [SALES], suggested: ['2001'] },
      },
      steps: steps('numbers', 'asking'),
    })
  },
  'connect-pin': (fake) =>
    fake.whatsapp.goOn({
      stage: {
        stage: 'asking',
        question: {
          ask: 'pin',
          phone_number_id: '2001',
          display_phone_number: '+46 70 555 01 22',
          choose: false,
          wrong: 'The PIN is not right. Meta says: Two step verification PIN mismatch.',
        },
      },
      steps: steps('registration', 'asking'),
    }),
  'connect-code': (fake) =>
    fake.whatsapp.goOn({
      stage: {
        stage: 'asking',
        question: {
          ask: 'verification',
          phone_number_id: '2001',
          display_phone_number: '+46 70 555 01 22',
          sent: 'sms',
          wrong: null,
        },
      },
      steps: steps('registration', 'asking'),
    }),
  'connect-verify': (fake) =>
    fake.whatsapp.goOn({
      stage: {
        stage: 'asking',
        question: {
          ask: 'verification',
          phone_number_id: '2001',
          display_phone_number: '+46 70 555 01 22',
          sent: null,
          wrong: null,
        },
      },
      steps: steps('registration', 'asking'),
    }),
  'connect-no-number': (fake) =>
    fake.whatsapp.goOn({
      stage: { stage: 'asking', question: { ask: 'no_number', account_name: 'Oak & Iron' } },
      steps: steps('numbers', 'asking'),
    }),
  'connect-failed': (fake) =>
    fake.whatsapp.goOn({ stage: { stage: 'failed' }, steps: steps('webhook', 'failed', { problem: problem({ code: 200 }) }) }),
  'connect-cancelled': (fake) =>
    fake.whatsapp.goOn({
      stage: {
        stage: 'cancelled',
        words:
          'You left Meta’s window while choosing a number. Nothing was connected; start again when you have the number at hand.',
      },
    }),
  'connect-done': (fake) => {
    fake.whatsapp.numbers = [SUPPORT]
    fake.whatsapp.goOn({
      stage: { stage: 'done', numbers: [SUPPORT] },
      steps: steps('end').map((step) =>
        step.step === 'display_name'
          ? {
              ...step,
              state: 'noted',
              problem: problem({
                words: 'Meta is still reviewing the display name.',
                meta_says: 'PENDING_REVIEW',
                fix: 'Customers see the number until it is approved. Nothing to do now.',
                can_retry: false,
              }),
            }
          : step,
      ),
    })
  },
}

/** Scenes of connecting and running numbers; `null` when the name is none of them. */
export function numberScene(name: string, lively: (fake: FakeTransport) => void): FakeTransport | null {
  const fake = new FakeTransport()
  const none = { ...fake.boot, profile: { ...READY, numbers: [] } }
  const stage = STAGES[name]
  if (stage !== undefined) {
    stage(fake)
    open('integrations')
    return fake
  }
  switch (name) {
    case 'integrations-bare':
      fake.boot = none
      fake.whatsapp.numbers = []
      fake.whatsapp.integration = bareIntegration()
      break
    case 'integrations':
      fake.boot = none
      fake.whatsapp.numbers = []
      break
    case 'integrations-connected':
      fake.whatsapp.numbers = [SUPPORT, SALES]
      open('integrations')
      break
    case 'integrations-member':
      fake.whatsapp.integration = integration({ may_manage: false })
      open('integrations')
      break
    case 'integrations-unreachable':
      fake.whatsapp.integration = integration({
        relay: null,
        unreachable: 'The relay does not answer, so what Meta needs can’t be checked. It is tried again by itself.',
        blocked: 'Connecting needs the relay. Wait until it answers.',
        prerequisites: integration().prerequisites.map((need, i) =>
          i < 4 ? { ...need, state: 'checking', words: 'Waiting for the relay.' } : need,
        ),
      })
      open('integrations')
      break
    case 'numbers':
    case 'numbers-member':
      lively(fake)
      fake.whatsapp.numbers = [SUPPORT, SALES, DEAD, STARTING, STOPPED]
      if (name === 'numbers-member') fake.whatsapp.integration = integration({ may_manage: false })
      open('numbers')
      break
    case 'numbers-empty':
      fake.whatsapp.numbers = []
      open('numbers')
      break
    case 'numbers-fail':
      fake.refusals.set('list_numbers', { code: 'internal', message: 'The database is busy. Try again.', retry_after_ms: null })
      open('numbers')
      break
    case 'alarm':
    case 'alarm-ending':
      lively(fake)
      fake.whatsapp.numbers = name === 'alarm' ? [SUPPORT, DEAD, SALES] : [SUPPORT, SALES]
      break
    case 'connecting-inbox':
      lively(fake)
      fake.whatsapp.goOn({ steps: steps('webhook') })
      break
    case 'log':
      fake.whatsapp.numbers = [SUPPORT, SALES, DEAD]
      fake.whatsapp.log = lines(5_000)
      open('log')
      break
    case 'log-empty':
      open('log')
      break
    case 'doctor':
    case 'doctor-done':
      fake.whatsapp.numbers = [SUPPORT, SALES]
      fake.whatsapp.doctor = {
        phone_number_id: SUPPORT.phone_number_id,
        started_at_ms: now - 20_000,
        running: name === 'doctor',
        report: 'Frontdesk connection report',
        checks: waitingChecks().map((check, i) => {
          if (check.check === 'app_webhook') {
            return {
              ...check,
              state: 'warning',
              words: 'Meta delivers to this relay, but the subscription lacks phone_number_quality_update.',
              fix: 'Subscribe the field under WhatsApp, Configuration; else you hear of quality changes late.',
            }
          }
          if (check.check === 'subscription') {
            return {
              ...check,
              state: 'bad',
              words: 'The account is not subscribed to this app, so no message arrives.',
              fix: 'Connect the number again; the webhook step subscribes it.',
            }
          }
          if (name === 'doctor' && i > 10) return i === 11 ? { ...check, state: 'running' } : check
          if (check.check === 'self_test') return { ...check, state: 'skipped', words: 'No phone was named.' }
          return { ...check, state: 'good', words: ['In 41 ms.', 'Valid until 3 Feb 2027.', 'As expected.'][i % 3] ?? '' }
        }),
      }
      open('numbers')
      useUi.getState().setNumberTask({ task: 'doctor', phoneNumberId: SUPPORT.phone_number_id })
      break
    case 'edit':
    case 'token':
    case 'profile':
    case 'disconnect':
      fake.whatsapp.numbers = [SUPPORT, SALES]
      open('numbers')
      useUi
        .getState()
        .setNumberTask({ task: name, phoneNumberId: name === 'token' ? SALES.phone_number_id : SUPPORT.phone_number_id })
      break
    case 'general':
      open('general')
      break
    default:
      return null
  }
  return fake
}
