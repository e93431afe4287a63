import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { beforeEach, expect, test, vi } from 'vitest'
import { FakeTransport, READY } from '../test/fake_transport'
import { contact, conversation, incoming, outgoing } from '../test/make'
import { start } from '../test/render'

let fake: FakeTransport
const NOW = Date.now()

beforeEach(() => {
  fake = new FakeTransport()
  vi.spyOn(document, 'hasFocus').mockReturnValue(true)
  fake.put(
    conversation({
      id: 'c1',
      contact: contact({ id: 'k1', profile_name: 'Ana', phone: '+16505551234' }),
      unread: 1,
      active_at_ms: NOW - 2_000,
    }),
    [incoming({ id: 'm1', text: 'Is it in stock?', at_ms: NOW - 2_000 })],
  )
  fake.put(
    conversation({
      id: 'c2',
      contact: contact({ id: 'k2', profile_name: 'Ben', phone: '+16505559999' }),
      active_at_ms: NOW - 9_000,
    }),
    [incoming({ id: 'm2', conversation_id: 'c2', text: 'Good morning', at_ms: NOW - 9_000 })],
  )
})

const row = (name: string) => screen.findByRole('option', { name: new RegExp(name) })
const thread = () => screen.findByRole('list', { name: 'Messages' })
const composer = (name: string) => screen.findByRole('textbox', { name: new RegExp(`Message to .*${name}`) })

async function openAna() {
  const app = start(fake)
  await app.user.click(await row('Ana'))
  return { ...app, box: await composer('Ana') }
}

test('a customer’s message appears in the open thread and on top of the list', async () => {
  await openAna()
  act(() => fake.arrive(incoming({ id: 'm3', text: 'Hello again', at_ms: NOW })))
  expect(await within(await thread()).findByText('Hello again')).toBeVisible()
  expect(screen.getAllByRole('option')[0]).toHaveTextContent('Ana')
})

test('a reply shows at once and its ticks advance', async () => {
  const { user, box } = await openAna()
  await user.type(box, 'Yes, two left{Enter}')
  expect(await within(await thread()).findByText('Yes, two left')).toBeVisible()
  expect(box).toHaveValue('')
  const { message_id } = fake.called('send_text')[0] ?? { message_id: '' }
  for (const [state, word] of [
    ['accepted', 'Accepted by WhatsApp'],
    ['sent', 'Sent'],
    ['delivered', 'Delivered'],
    ['read', 'Read'],
  ] as const) {
    act(() => fake.advance(message_id, state, NOW))
    expect(await within(await thread()).findByRole('button', { name: word })).toBeVisible()
  }
  expect(within(await thread()).getAllByText('Yes, two left')).toHaveLength(1)
})

test('Shift+Enter breaks the line, and nothing but space is not sent', async () => {
  const { user, box } = await openAna()
  await user.type(box, '  {Enter}')
  expect(fake.called('send_text')).toHaveLength(0)
  await user.clear(box)
  await user.type(box, 'one{Shift>}{Enter}{/Shift}two{Enter}')
  expect(fake.called('send_text')[0]?.text).toBe('one\ntwo')
})

test('Enter chooses a word while an input method composes', async () => {
  const { user, box } = await openAna()
  await user.type(box, 'にほん')
  const enter = new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, isComposing: true })
  act(() => {
    box.dispatchEvent(enter)
  })
  expect(enter.defaultPrevented).toBe(false)
  expect(fake.called('send_text')).toHaveLength(0)
})

test('a draft is kept after a pause, shown in the list, and there again when one comes back', async () => {
  const { user, box } = await openAna()
  await user.type(box, 'Let me check')
  await waitFor(() => expect(fake.called('save_draft').at(-1)).toEqual({ conversation_id: 'c1', text: 'Let me check' }))
  expect(await row('Ana')).toHaveTextContent('DraftLet me check')
  await user.click(await row('Ben'))
  expect(await composer('Ben')).toHaveValue('')
  await user.click(await row('Ana'))
  expect(await composer('Ana')).toHaveValue('Let me check')
})

test('leaving a conversation keeps what was typed a moment before', async () => {
  const { user, box } = await openAna()
  await user.type(box, 'x')
  await user.click(await row('Ben'))
  expect(fake.called('save_draft').at(-1)).toEqual({ conversation_id: 'c1', text: 'x' })
})

test('sending clears the draft', async () => {
  const { user, box } = await openAna()
  await user.type(box, 'Hi{Enter}')
  await waitFor(() => expect(fake.conversations.get('c1')?.draft).toBe(''))
  expect(fake.called('save_draft')).toHaveLength(0)
})

test('a save that is still on its way does not bring the draft back', async () => {
  const { user, box } = await openAna()
  await user.type(box, 'Hi')
  const arrived = fake.hold('save_draft')
  await user.tab()
  await waitFor(() => expect(fake.called('save_draft')).toEqual([{ conversation_id: 'c1', text: 'Hi' }]))
  await user.click(box)
  await user.keyboard('{Enter}')
  await waitFor(() => expect(fake.called('send_text')).toHaveLength(1))
  arrived()
  await waitFor(() => expect(fake.called('save_draft').at(-1)).toEqual({ conversation_id: 'c1', text: '' }))
  await waitFor(() => expect(fake.conversations.get('c1')?.draft).toBe(''))
  expect(box).toHaveValue('')
})

test('the preview shows only when the text will look different', async () => {
  const { user, box } = await openAna()
  await user.type(box, 'plain snake_case')
  expect(screen.queryByRole('region', { name: 'As the customer will see it' })).toBeNull()
  await user.type(box, ' and *bold*')
  expect(within(screen.getByRole('region', { name: 'As the customer will see it' })).getByText('bold').tagName).toBe('STRONG')
})

test('the counter appears near the limit and a text beyond it can’t be sent', async () => {
  const { user, box } = await openAna()
  await user.click(box)
  await user.paste('a'.repeat(3_000))
  expect(screen.queryByText(/of .*4,096/)).toBeNull()
  await user.paste('a'.repeat(1_000))
  expect(screen.getByText(/of .*4,096/)).toBeVisible()
  await user.paste('a'.repeat(100))
  expect(screen.getByText(/too many/)).toBeVisible()
  expect(screen.getByRole('button', { name: 'Send' })).toBeDisabled()
})

test('offline, the button says what will happen', async () => {
  await openAna()
  act(() =>
    fake.tell({ event: 'connection', connection: { state: 'offline', reason: 'No answer.', retry_at_ms: Date.now() + 8_000 } }),
  )
  expect(await screen.findByRole('button', { name: 'Hold until online' })).toBeVisible()
  expect(screen.getByText('Offline. Messages you send wait here.')).toBeVisible()
})

test('catching up says how far it is', async () => {
  await openAna()
  act(() => fake.tell({ event: 'connection', connection: { state: 'catching_up', applied: 1_204, head: 5_000 } }))
  expect((await screen.findByRole('progressbar')).getAttribute('aria-label')?.replace(/[\u2068\u2069]/g, '')).toBe(
    'Catching up, 1,204 of 5,000',
  )
})

test('a closed window replaces the composer and opens again when the customer writes', async () => {
  fake.change('c1', { window: { window: 'closed', closed_at_ms: NOW - 1_000 }, draft: 'half' })
  const { user } = start(fake)
  await user.click(await row('Ana'))
  expect(await screen.findByText('It’s been over 24 hours since the last reply.')).toBeVisible()
  expect(screen.getByText('Your draft is kept.')).toBeVisible()
  expect(screen.queryByRole('textbox')).toBeNull()
  act(() => fake.arrive(incoming({ id: 'm9', text: 'Back again', at_ms: Date.now() })))
  expect(await composer('Ana')).toHaveValue('half')
})

test('a customer who never wrote can’t be answered yet', async () => {
  fake.change('c1', { window: { window: 'never' } })
  const { user } = start(fake)
  await user.click(await row('Ana'))
  expect(await screen.findByText('Waiting for the customer’s first message.')).toBeVisible()
})

test('a failed message says why, and can be sent again', async () => {
  fake.put(fake.conversations.get('c1') ?? conversation({ id: 'c1' }), [
    outgoing(
      { id: 'bad', text: 'Hello', at_ms: NOW },
      {
        state: 'failed',
        can_retry: true,
        problem: {
          message: 'Not reachable on WhatsApp. Call instead.',
          code: 131026,
          provider_note: 'Undeliverable',
          retry_at_ms: null,
        },
      },
    ),
  ])
  const { user } = start(fake)
  await user.click(await row('Ana'))
  expect(await screen.findByText('Not reachable on WhatsApp. Call instead.')).toBeVisible()
  await user.click(screen.getByRole('button', { name: 'Send again' }))
  expect(fake.called('retry_message')).toEqual([{ message_id: 'bad' }])
  await waitFor(() => expect(screen.queryByText('Not reachable on WhatsApp. Call instead.')).toBeNull())
})

test('a text that the engine refused stays as a bubble with the reason, and goes out under the same id', async () => {
  const { user, box } = await openAna()
  fake.refusals.set('send_text', { code: 'internal', message: 'The disk is full. Free some space.', retry_after_ms: null })
  await user.type(box, 'Hi{Enter}')
  expect(await screen.findByText('The disk is full. Free some space.')).toBeVisible()
  fake.refusals.clear()
  await user.click(screen.getByRole('button', { name: 'Send again' }))
  await waitFor(() => expect(screen.queryByText('The disk is full. Free some space.')).toBeNull())
  const [first, second] = fake.called('send_text')
  expect(second?.message_id).toBe(first?.message_id)
})

test('a kind that can’t be shown is named and its original is at hand', async () => {
  fake.put(fake.conversations.get('c1') ?? conversation({ id: 'c1' }), [
    incoming({ id: 'pic', kind: 'image', text: 'The scratch', at_ms: NOW }),
  ])
  const { user } = start(fake)
  await user.click(await row('Ana'))
  expect(await within(await thread()).findByText('Photo')).toBeVisible()
  expect(within(await thread()).getByText('The scratch')).toBeVisible()
  await user.click(screen.getByRole('button', { name: 'Show raw' }))
  expect(await screen.findByText(/wamid\.pic/)).toBeVisible()
})

test('a message is copied as it was written: beside it, from its menu, and with C', async () => {
  fake.put(fake.conversations.get('c1') ?? conversation({ id: 'c1' }), [
    incoming({ id: 'bold', text: 'It is *bold*', at_ms: NOW - 1_000 }),
    incoming({ id: 'pic', kind: 'image', text: null, at_ms: NOW }),
  ])
  const { user } = start(fake)
  const written = vi.spyOn(navigator.clipboard, 'writeText')
  await user.click(await row('Ana'))
  const bold = await within(await thread()).findByText('bold')
  expect(screen.queryByRole('button', { name: 'Copy' })).toBeNull()
  await user.hover(bold)
  // A pointer of this pretended browser would leave the bubble on its way.
  fireEvent.click(screen.getByRole('button', { name: 'Copy' }))
  expect(await screen.findByText('Copied.')).toBeInTheDocument()

  await user.pointer({ keys: '[MouseRight]', target: bold })
  await user.click(await screen.findByRole('menuitem', { name: /Copy/ }))

  act(() => screen.getByRole('list', { name: 'Messages' }).focus())
  await user.keyboard('{ArrowUp}{ArrowUp}c')
  await waitFor(() => expect(written.mock.calls).toEqual([['It is *bold*'], ['It is *bold*'], ['It is *bold*']]))

  await user.pointer({ keys: '[MouseRight]', target: within(await thread()).getByText('Photo') })
  expect(await screen.findByRole('menuitem', { name: 'Show raw' })).toBeVisible()
  expect(screen.queryByRole('menuitem', { name: /Copy/ })).toBeNull()
})

test('a clipboard that refuses is said', async () => {
  const { user } = await openAna()
  await within(await thread()).findByText('Is it in stock?')
  vi.spyOn(navigator.clipboard, 'writeText').mockRejectedValue(new Error('denied'))
  act(() => screen.getByRole('list', { name: 'Messages' }).focus())
  await user.keyboard('{ArrowUp}c')
  expect(await screen.findByText('Not copied: the clipboard is not available.')).toBeInTheDocument()
})

test('the list shows words without the markers that take effect', async () => {
  start(fake)
  await row('Ana')
  act(() => fake.arrive(incoming({ id: 'm9', text: 'Is the *walnut* one 2*3 m?\n- _yes_', at_ms: NOW })))
  await waitFor(async () => expect(await row('Ana')).toHaveTextContent('Is the walnut one 2*3 m? • yes'))
})

test('as much of a thread is loaded as one has not read', async () => {
  fake.put(
    conversation({ id: 'c1', contact: contact({ id: 'k1', profile_name: 'Ana' }), unread: 70, active_at_ms: NOW }),
    Array.from({ length: 200 }, (_, i) => incoming({ id: `u${1_000 + i}`, text: `Message ${i + 1}`, at_ms: NOW - 200 + i })),
  )
  await openAna()
  const list = await thread()
  const mark = within(list).getByText('New')
  const first = within(list).getByText('Message 131')
  expect(mark.compareDocumentPosition(first)).toBe(Node.DOCUMENT_POSITION_FOLLOWING)
  expect(mark.closest('[role=listitem]')).toBe(first.closest('[role=listitem]'))
})

test('nothing in a message is read as HTML', async () => {
  const text = '<img src=x onerror=alert(1)> *<b>bold</b>* javascript:alert(1)'
  fake.put(fake.conversations.get('c1') ?? conversation({ id: 'c1' }), [incoming({ id: 'evil', text, at_ms: NOW })])
  const { user } = start(fake)
  await user.click(await row('Ana'))
  const list = await thread()
  expect(await within(list).findByText(/<img src=x/)).toBeVisible()
  expect(list.querySelector('img, b, a')).toBeNull()
})

test('an open thread in a focused window becomes read; one in the background does not', async () => {
  const focus = vi.spyOn(document, 'hasFocus').mockReturnValue(false)
  await openAna()
  await waitFor(() => expect(document.title.replace(/[\u2068\u2069]/g, '')).toBe('(1) Frontdesk'))
  focus.mockReturnValue(true)
  act(() => {
    window.dispatchEvent(new Event('focus'))
  })
  await waitFor(() => expect(fake.called('mark_read')).toEqual([{ conversation_id: 'c1', through_ms: NOW - 2_000 }]))
  await waitFor(() => expect(document.title).toBe('Frontdesk'))
})

test('a refused read mark is not asked for again and again', async () => {
  fake.refusals.set('mark_read', { code: 'internal', message: 'The database is busy.', retry_after_ms: null })
  await openAna()
  await waitFor(() => expect(fake.called('mark_read')).toHaveLength(1))
  await waitFor(async () => expect(within(await row('Ana')).getByRole('img', { name: '1 unread message' })).toBeVisible())
  vi.useFakeTimers()
  act(() => {
    vi.advanceTimersByTime(5_000)
  })
  vi.useRealTimers()
  expect(fake.called('mark_read')).toHaveLength(1)
})

test('J and K walk, R replies, Escape goes back, and letters in the composer are letters', async () => {
  const { user } = start(fake)
  await row('Ana')
  await user.keyboard('j')
  const ana = await composer('Ana')
  await user.keyboard('j')
  await composer('Ben')
  await user.keyboard('kr')
  expect(await composer('Ana')).toHaveFocus()
  await user.keyboard('jkr')
  expect(await composer('Ana')).toHaveValue('jkr')
  await user.keyboard('{Escape}')
  expect(document.activeElement).not.toBe(ana)
  const list = screen.getByRole('listbox', { name: 'Conversations' })
  expect(list).toHaveFocus()
  expect(list).toHaveAttribute('aria-activedescendant', (await row('Ana')).id)
  await user.keyboard('{ArrowDown}{Enter}')
  expect(await composer('Ben')).toBeVisible()
})

test('a resync loads the list and the open thread again', async () => {
  await openAna()
  fake.messages.set('c1', [incoming({ id: 'm7', text: 'Missed', at_ms: NOW }), ...(fake.messages.get('c1') ?? [])])
  act(() => fake.tell({ event: 'resync' }))
  expect(await within(await thread()).findByText('Missed')).toBeVisible()
})

test('a thread that can’t be loaded says so and tries again', async () => {
  fake.refusals.set('list_messages', { code: 'internal', message: 'The database is busy. Try again.', retry_after_ms: null })
  const { user } = start(fake)
  await user.click(await row('Ana'))
  expect(await screen.findByText('The database is busy. Try again.')).toBeVisible()
  fake.refusals.clear()
  await user.click(screen.getByRole('button', { name: 'Try again' }))
  expect(await within(await thread()).findByText('Is it in stock?')).toBeVisible()
})

test('the demo says so and opens the customers’ phones', async () => {
  fake.boot = { ...fake.boot, profile: { ...READY, demo: { phone_url: 'http://127.0.0.1:4180/' } } }
  const opened = vi.spyOn(window, 'open').mockReturnValue(null)
  const { user } = start(fake)
  await user.click(await screen.findByRole('button', { name: 'Demo' }))
  await user.click(await screen.findByRole('button', { name: 'Open the customers’ phones' }))
  expect(opened).toHaveBeenCalledWith('http://127.0.0.1:4180/', '_blank', 'noopener')
})
