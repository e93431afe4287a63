import type { ConversationView, MessageView } from '../../api/generated'
import { FakeTransport, READY } from '../fake_transport'
import { contact, conversation, incoming, outgoing } from '../make'
import { numberScene } from './number_scenes'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const now = Date.now()

type Said = [agoMs: number, text: string] | [agoMs: number, text: string, state: 'sent' | 'delivered' | 'read']

function talk(id: string, said: readonly Said[]): MessageView[] {
  return said.map(([ago, text, state], i) => {
    const at = now - ago
    const base = { id: `${id}-m${String(i).padStart(4, '0')}`, conversation_id: id, text, at_ms: at }
    if (state === undefined) return incoming(base)
    return outgoing(base, {
      state,
      accepted_at_ms: at + 300,
      sent_at_ms: at + 700,
      delivered_at_ms: state === 'sent' ? null : at + 1_900,
      read_at_ms: state === 'read' ? at + 42_000 : null,
    })
  })
}

function add(fake: FakeTransport, view: ConversationView, messages: readonly MessageView[]) {
  const last = [...messages].sort((a, b) => b.at_ms - a.at_ms)[0]
  fake.put(
    last === undefined
      ? view
      : {
          ...view,
          active_at_ms: last.at_ms,
          last: {
            direction: last.direction,
            kind: last.kind,
            text: last.text,
            at_ms: last.at_ms,
            state: last.outgoing?.state ?? null,
          },
        },
    messages,
  )
}

const open = (leftMs: number) => ({ window: 'open', closes_at_ms: now + leftMs }) as const

function lively(fake: FakeTransport) {
  add(
    fake,
    conversation({
      id: 'mia',
      contact: contact({ id: 'k1', profile_name: 'Mia Lindqvist', phone: '+46701740605' }),
      unread: 2,
      window: open(23.9 * HOUR),
    }),
    talk('mia', [
      [DAY + 3 * HOUR, 'Hello, is the walnut desk lamp back in stock?'],
      [DAY + 2.9 * HOUR, 'Hi Mia, yes. Two left in the *Stockholm* shop and plenty online.', 'read'],
      [DAY + 2.88 * HOUR, 'Shall I put one aside for you?', 'read'],
      [DAY + 2 * HOUR, 'Please do'],
      [
        5 * HOUR,
        'Done. It waits under your name until Saturday:\n\n- Walnut desk lamp, large\n- 2 × E27 bulb, warm\n\nOpening hours are on https://oakandiron.example/stockholm',
        'read',
      ],
      [12 * MINUTE, 'Perfect, thank you'],
      [3 * MINUTE, 'One more thing, could I pay by card when I pick it up?'],
      [2 * MINUTE, 'And is there parking nearby?'],
    ]),
  )
  add(
    fake,
    conversation({
      id: 'jonas',
      contact: contact({ id: 'k2', profile_name: 'Jonas Okafor', phone: '+2348031234567' }),
      window: open(5.2 * HOUR),
    }),
    talk('jonas', [
      [18.9 * HOUR, 'My order 48213 has not moved for two days'],
      [
        18.8 * HOUR,
        'I am sorry about that, Jonas. The carrier lost the label; a new one is on it and it leaves tonight.',
        'delivered',
      ],
    ]),
  )
  add(
    fake,
    conversation({
      id: 'lea',
      contact: contact({ id: 'k3', profile_name: 'Léa Moreau', phone: '+33612345678' }),
      draft: 'Bonjour Léa, the invoice is attached to',
      window: open(1.6 * HOUR),
    }),
    talk('lea', [[22.4 * HOUR, 'Could you send the invoice again? I lost it']]),
  )
  add(
    fake,
    conversation({
      id: 'nour',
      contact: contact({ id: 'k4', profile_name: 'نور الحسن', phone: '+971501234567' }),
      unread: 1,
      window: open(0.4 * HOUR),
    }),
    talk('nour', [
      [DAY, 'مرحبا، هل المتجر مفتوح يوم الجمعة؟'],
      [23.9 * HOUR, 'أهلاً نور، نعم من الساعة *10:00* حتى 18:00.', 'read'],
      [23.6 * HOUR, 'شكراً! سأمر مع صديقي Daniel حوالي الساعة 11:30'],
    ]),
  )
  add(
    fake,
    conversation({
      id: 'astro',
      contact: contact({ id: 'k5', profile_name: '👩‍🚀 Valentina 🌙', phone: '+5511987654321' }),
      window: open(14 * HOUR),
    }),
    [
      incoming({
        id: 'astro-1',
        conversation_id: 'astro',
        kind: 'image',
        text: 'The scratch is on the left leg',
        at_ms: now - 9.9 * HOUR,
      }),
      incoming({ id: 'astro-2', conversation_id: 'astro', kind: 'audio', text: null, at_ms: now - 9.8 * HOUR }),
      incoming({
        id: 'astro-3',
        conversation_id: 'astro',
        kind: 'location',
        text: 'Praça da Sé, São Paulo',
        at_ms: now - 9.7 * HOUR,
      }),
      incoming({ id: 'astro-4', conversation_id: 'astro', kind: 'poll_creation', text: null, at_ms: now - 9.6 * HOUR }),
    ],
  )
  add(
    fake,
    conversation({
      id: 'failed',
      contact: contact({ id: 'k6', profile_name: 'Tomasz Wiśniewski', phone: '+48512345678' }),
      window: open(20 * HOUR),
    }),
    [
      ...talk('failed', [[3.2 * HOUR, 'Is delivery to Gdańsk possible?']]),
      outgoing(
        { id: 'f1', conversation_id: 'failed', text: 'Yes, within three days. Shall I book it?', at_ms: now - 3 * HOUR },
        {
          state: 'failed',
          accepted_at_ms: now - 3 * HOUR + 400,
          can_retry: true,
          problem: {
            message: 'This customer can’t be reached on WhatsApp just now. Send it again later, or call them.',
            code: 131026,
            provider_note: 'Message undeliverable',
            retry_at_ms: null,
          },
        },
      ),
      outgoing(
        { id: 'f2', conversation_id: 'failed', text: 'The price is 40 zł.', at_ms: now - 2.9 * HOUR },
        {
          state: 'unknown',
          can_retry: true,
          can_cancel: true,
          problem: {
            message:
              'The connection broke while this was being sent. It may have arrived; wait for a tick before you send it again.',
            code: null,
            provider_note: null,
            retry_at_ms: null,
          },
        },
      ),
      outgoing(
        { id: 'f3', conversation_id: 'failed', text: 'Accepted only', at_ms: now - 2.8 * HOUR },
        { state: 'accepted', accepted_at_ms: now - 2.8 * HOUR + 300 },
      ),
      outgoing(
        { id: 'f4', conversation_id: 'failed', text: 'One tick', at_ms: now - 2.79 * HOUR },
        { state: 'sent', sent_at_ms: now - 2.79 * HOUR + 300 },
      ),
      outgoing({ id: 'f5', conversation_id: 'failed', text: 'Taken back', at_ms: now - 2.7 * HOUR }, { state: 'cancelled' }),
      outgoing(
        { id: 'f6', conversation_id: 'failed', text: 'On its way', at_ms: now - 2 * MINUTE },
        {
          state: 'queued',
          can_cancel: true,
          problem: { message: 'WhatsApp is busy.', code: 130429, provider_note: 'Rate limit hit', retry_at_ms: now + 25_000 },
        },
      ),
    ],
  )
  add(
    fake,
    conversation({
      id: 'closed',
      contact: contact({ id: 'k7', phone: '+447700900321', display_name: '+447700900321' }),
      window: { window: 'closed', closed_at_ms: now - 2 * DAY },
    }),
    [
      ...talk('closed', [
        [3.2 * DAY, 'Do you also repair lamps?'],
        [3.1 * DAY, 'We do. Bring it in on any weekday.', 'delivered'],
      ]),
      outgoing(
        { id: 'h1', conversation_id: 'closed', text: 'Did you manage to come by?', at_ms: now - 1.8 * DAY },
        {
          state: 'held',
          can_cancel: true,
          problem: {
            message: 'It’s been over 24 hours since the last reply. This leaves by itself when the customer writes.',
            code: 131047,
            provider_note: null,
            retry_at_ms: null,
          },
        },
      ),
    ],
  )
  add(
    fake,
    conversation({
      id: 'long',
      contact: contact({
        id: 'k8',
        profile_name: 'Wilhelmina Featherstonehaugh-Cholmondeley of Upper Slaughter',
        phone: '+441632960001',
      }),
      window: open(12 * HOUR),
    }),
    talk('long', [
      [
        DAY,
        `Here is everything I know:\n${Array.from({ length: 90 }, (_, i) => `${i + 1}. The lamp on shelf ${i + 1} flickers when the tram passes by.`).join('\n')}`,
      ],
      [
        12 * HOUR,
        'Thank you, that is *very* thorough. _We_ will look at ~all~ most of them.\n> The lamp on shelf 7\nis the one with ```firmware 2.1.0-rc3``` and `E14`.',
        'read',
      ],
      [
        11.9 * HOUR,
        'Averyveryverylongwordwithoutanyspaceinitthatgoesonandonandonandonandonandonandonandonandonandonandonandonandon',
      ],
    ]),
  )
  add(
    fake,
    conversation({
      id: 'never',
      contact: contact({ id: 'k9', profile_name: 'Priya Raman', phone: '+919812345678', username: 'priya.raman' }),
      window: { window: 'never' },
      active_at_ms: now - 4 * DAY,
    }),
    [],
  )
  const names = [
    'Grace Hopper',
    'Ali Demir',
    'Sofia Rossi',
    'Chen Wei',
    'Ngozi Eze',
    'Oliver Smith',
    'Hana Sato',
    'Mateo García',
    'Ida Berg',
    'Lucas Martin',
  ]
  names.forEach((name, i) => {
    const id = `n${i}`
    add(
      fake,
      conversation({
        id,
        contact: contact({ id: `kn${i}`, profile_name: name, phone: `+1202555${1000 + i}` }),
        window: { window: 'closed', closed_at_ms: now - (i + 1) * DAY },
      }),
      talk(id, [
        [(i + 2) * DAY * (i > 6 ? 30 : 1), 'Is it possible to change the delivery address?'],
        [(i + 2) * DAY * (i > 6 ? 30 : 1) - HOUR, 'Of course, I changed it for you.', 'read'],
      ]),
    )
  })
}

function many(fake: FakeTransport, count: number) {
  for (let i = 0; i < count; i++) {
    const id = `c${String(i).padStart(6, '0')}`
    add(
      fake,
      conversation({
        id,
        contact: contact({ id: `k${i}`, profile_name: `Customer ${i + 1}`, phone: `+1202${String(5_000_000 + i)}` }),
        unread: i % 7 === 0 ? 1 : 0,
        window: open((i % 24) * HOUR + MINUTE),
      }),
      talk(id, [[i * MINUTE, `Message of customer ${i + 1}`]]),
    )
  }
}

/** A thread of thousands, for scrolling. */
function deep(fake: FakeTransport) {
  add(
    fake,
    conversation({
      id: 'deep',
      contact: contact({ id: 'kd', profile_name: 'Deep Thread', phone: '+12025550000' }),
      window: open(20 * HOUR),
    }),
    talk(
      'deep',
      Array.from({ length: 2_000 }, (_, i): Said => {
        const ago = (2_000 - i) * 37 * MINUTE
        const text = `Message ${i + 1}. ${'The lamp is on the shelf. '.repeat(1 + (i % 5))}`
        return i % 3 === 0 ? [ago, text, 'read'] : [ago, text]
      }),
    ),
  )
}

/** More unread than fit on a screen, and than a page holds. */
function unreadThread(fake: FakeTransport) {
  add(
    fake,
    conversation({
      id: 'unread',
      contact: contact({ id: 'ku', profile_name: 'Unread Thread', phone: '+12025550001' }),
      unread: 70,
      window: open(20 * HOUR),
    }),
    talk(
      'unread',
      Array.from({ length: 200 }, (_, i): Said => [(201 - i) * MINUTE, `Message ${i + 1} of 200`]),
    ),
  )
}

/** A team at work: labels, pins, snoozes, notes. */
function work(fake: FakeTransport) {
  lively(fake)
  const [vip, order] = fake.work.labels
  if (vip === undefined || order === undefined) return
  fake.change('nour', { pinned: true, labels: [vip] })
  fake.change('jonas', { labels: [order, vip], waiting_since_ms: now - 18.9 * HOUR })
  fake.change('lea', { labels: [order] })
  fake.change('astro', { status: { status: 'snoozed', until_ms: now + 20 * HOUR } })
  fake.change('long', { status: { status: 'closed' } })
  const note = (id: string, agoMs: number, text: string, mentions: MessageView['note']): MessageView => ({
    ...incoming({ id, conversation_id: 'mia', text, kind: 'note', at_ms: now - agoMs, has_raw: false }),
    direction: 'out',
    note: mentions,
  })
  const [ana] = fake.work.members
  fake.put(fake.conversations.get('mia') ?? conversation({ id: 'mia' }), [
    ...(fake.messages.get('mia') ?? []),
    note('mia-n1', 4 * HOUR, 'She has bought three lamps this year; give her 10 % if she asks.', {
      author_name: 'Sam',
      mentions: [],
    }),
    note('mia-n2', MINUTE, '@Ana is the parking behind the shop open on Saturday?', {
      author_name: 'Sam',
      mentions: ana === undefined ? [] : [ana],
    }),
  ])
  fake.work.replies = [
    ...fake.work.replies,
    { id: 'r2', shortcut: 'hours', title: 'Opening hours', text: 'We are open from 10 to 18, Saturdays until 16. {{agent}}' },
    {
      id: 'r3',
      shortcut: 'late',
      title: 'Late parcel',
      text: 'I am sorry that your parcel is late, {{first_name}}. I look into it now.',
    },
  ]
}

/** What the page can show, by the name in its address. */
export function scene(name: string): FakeTransport {
  const ofNumbers = numberScene(name, lively)
  if (ofNumbers !== null) return ofNumbers
  const fake = new FakeTransport()
  fake.boot = { ...fake.boot, profile: { ...READY, demo: { phone_url: 'http://127.0.0.1:4180/phones' } } }
  switch (name) {
    case 'setup':
      fake.boot = { ...fake.boot, profile: { stage: 'setup' }, connection: { state: 'idle' } }
      break
    case 'locked':
      fake.boot = {
        ...fake.boot,
        profile: {
          stage: 'locked',
          first_time: false,
          reason: 'Your keys are locked with a passphrase, because this machine has no keychain.',
        },
      }
      break
    case 'keychain-closed':
      fake.boot = {
        ...fake.boot,
        profile: {
          stage: 'keychain_closed',
          reason: 'The keychain of this machine did not open. Unlock it, for example by signing in again, then try again.',
        },
      }
      break
    case 'locked-first':
      fake.boot = {
        ...fake.boot,
        profile: {
          stage: 'locked',
          first_time: true,
          reason: 'This machine has no keychain, so your keys will be locked with a passphrase.',
        },
      }
      break
    case 'empty':
      break
    case 'no-number':
      fake.boot = { ...fake.boot, profile: { ...READY, numbers: [], demo: { phone_url: 'http://127.0.0.1:4180/phones' } } }
      fake.whatsapp.numbers = []
      break
    case 'boot-fails':
      fake.refusals.set('boot', {
        code: 'internal',
        message: 'The disk is full. Free some space, then try again.',
        retry_after_ms: null,
      })
      break
    case 'offline':
      lively(fake)
      fake.boot = {
        ...fake.boot,
        connection: { state: 'offline', reason: 'The relay at relay.example.com does not answer.', retry_at_ms: now + 8_000 },
      }
      break
    case 'catching-up':
      lively(fake)
      fake.boot = { ...fake.boot, connection: { state: 'catching_up', applied: 1_204, head: 5_000 } }
      break
    case 'kept':
      lively(fake)
      fake.kept = Array.from({ length: 47 }, (_, i) => ({
        entry_id: `entry-${i}`,
        position: 0,
        subject: ['account_update', 'unreadable', 'message_template_status_update', 'flows_v9', 'unparsed'][i % 5] ?? '',
        received_at_ms: now - i * 7.3 * HOUR,
      }))
      break
    case 'unread':
      lively(fake)
      unreadThread(fake)
      break
    case 'work':
      work(fake)
      break
    case 'many':
      many(fake, 5_000)
      break
    case 'deep':
      lively(fake)
      deep(fake)
      break
    default:
      lively(fake)
  }
  return fake
}
