import { act, screen, waitFor, within } from '@testing-library/react'
import { beforeEach, expect, test, vi } from 'vitest'
import { FakeTransport } from '../test/fake_transport'
import { contact, conversation, incoming } from '../test/make'
import { start } from '../test/render'

let fake: FakeTransport
const NOW = Date.now()
const HOUR = 3_600_000

function customer(id: string, name: string, ago: number) {
  fake.put(conversation({ id, contact: contact({ id: `k-${id}`, profile_name: name }), active_at_ms: NOW - ago }), [
    incoming({ id: `m-${id}`, conversation_id: id, text: `Hello from ${name}`, at_ms: NOW - ago }),
  ])
}

beforeEach(() => {
  fake = new FakeTransport()
  vi.spyOn(document, 'hasFocus').mockReturnValue(true)
  customer('c1', 'Ana', 1_000)
  customer('c2', 'Ben', 2_000)
  customer('c3', 'Cleo', 3_000)
})

const row = (name: string) => screen.findByRole('option', { name: new RegExp(name) })
const names = () => screen.getAllByRole('option').map((option) => /Ana|Ben|Cleo/.exec(option.textContent ?? '')?.[0])
const plain = (text: string | null) => (text ?? '').replace(/[\u2068\u2069]/g, '')

async function openFirst() {
  const app = start(fake)
  await row('Ana')
  await app.user.keyboard('j')
  await screen.findByRole('textbox', { name: /Message to/ })
  return app
}

test('E closes, the row leaves at once, and Z takes it back', async () => {
  const { user } = await openFirst()
  await user.keyboard('e')
  expect(fake.called('close_conversations')).toEqual([{ conversation_ids: ['c1'] }])
  await waitFor(() => expect(names()).toEqual(['Ben', 'Cleo']))
  expect(await screen.findByRole('button', { name: /Undo/ })).toBeVisible()
  await user.keyboard('z')
  await waitFor(() => expect(names()).toEqual(['Ana', 'Ben', 'Cleo']))
  expect(fake.called('reopen_conversations')).toEqual([{ conversation_ids: ['c1'] }])
})

test('Shift E closes and opens the next one', async () => {
  const { user } = await openFirst()
  await user.keyboard('{Shift>}e{/Shift}')
  expect(await screen.findByRole('textbox', { name: /Message to .*Ben/ })).toBeVisible()
  expect(fake.conversations.get('c1')?.status.status).toBe('closed')
})

test('after closing, J goes on with what has taken its place', async () => {
  const { user } = await openFirst()
  await user.keyboard('je')
  await waitFor(() => expect(names()).toEqual(['Ana', 'Cleo']))
  await user.keyboard('j')
  expect(await screen.findByRole('textbox', { name: /Message to .*Cleo/ })).toBeVisible()
})

test('what the engine refuses is shown as it was, with the reason', async () => {
  fake.refusals.set('close_conversations', {
    code: 'internal',
    message: 'The disk is full. Free some space.',
    retry_after_ms: null,
  })
  const { user } = await openFirst()
  await user.keyboard('e')
  expect(await screen.findByRole('alert')).toHaveTextContent('The disk is full. Free some space.')
  expect(names()).toEqual(['Ana', 'Ben', 'Cleo'])
})

test('letters in the composer are letters', async () => {
  const { user } = await openFirst()
  await user.keyboard('r')
  await user.keyboard('ehpluxzn?')
  expect(await screen.findByRole('textbox', { name: /Message to/ })).toHaveValue('ehpluxzn?')
  expect(fake.called('close_conversations')).toHaveLength(0)
})

test('H snoozes until what one types, as the engine reads it, with its warning', async () => {
  fake.change('c1', { window: { window: 'open', closes_at_ms: NOW + HOUR } })
  const { user } = await openFirst()
  await user.keyboard('h')
  const field = await screen.findByRole('combobox', { name: 'Until when' })
  expect(field).toHaveFocus()
  await user.keyboard('2x')
  expect(await screen.findByText(/is not a time/)).toBeVisible()
  await user.keyboard('{Backspace}h')
  expect(await screen.findByText(/window closes before then/)).toBeVisible()
  await user.keyboard('{Enter}')
  await waitFor(() => expect(fake.called('snooze_conversations')).toHaveLength(1))
  expect(screen.queryByRole('dialog')).toBeNull()
  await waitFor(() => expect(names()).toEqual(['Ben', 'Cleo']))
  await user.keyboard('z')
  await waitFor(() => expect(names()).toEqual(['Ana', 'Ben', 'Cleo']))
})

test('the usual times are two keys away', async () => {
  const { user } = await openFirst()
  await user.keyboard('h')
  await screen.findByRole('option', { name: /Tomorrow/ })
  await user.keyboard('{ArrowDown}{Enter}')
  await waitFor(() => expect(fake.called('snooze_conversations')).toHaveLength(1))
  const until = fake.called('snooze_conversations')[0]?.until_ms ?? 0
  expect(Math.round((until - Date.now()) / HOUR)).toBe(24)
})

test('P pins to the top, and again lets go', async () => {
  const { user } = await openFirst()
  await user.keyboard('jj')
  await screen.findByRole('textbox', { name: /Message to .*Cleo/ })
  await user.keyboard('p')
  await waitFor(() => expect(names()).toEqual(['Cleo', 'Ana', 'Ben']))
  expect(within(await row('Cleo')).getByRole('img', { name: 'Pinned' })).toBeVisible()
  await user.keyboard('p')
  await waitFor(() => expect(names()).toEqual(['Ana', 'Ben', 'Cleo']))
})

test('L puts a label on, creates one by its name, and takes it off', async () => {
  const { user } = await openFirst()
  await user.keyboard('l')
  await screen.findByRole('option', { name: 'VIP' })
  await user.keyboard('vi{Enter}')
  await waitFor(() => expect(fake.conversations.get('c1')?.labels.map((label) => label.name)).toEqual(['VIP']))
  await user.keyboard('Returns')
  await user.click(await screen.findByRole('option', { name: /Create .*Returns/ }))
  await waitFor(() => expect(fake.conversations.get('c1')?.labels.map((label) => label.name)).toEqual(['Returns', 'VIP']))
  await user.click(screen.getByRole('option', { name: 'VIP' }))
  await waitFor(() => expect(fake.conversations.get('c1')?.labels.map((label) => label.name)).toEqual(['Returns']))
  await user.keyboard('{Escape}')
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  expect(await row('Ana')).toHaveTextContent('Returns')
})

test('U leaves the conversation and marks it unread', async () => {
  const { user } = await openFirst()
  await user.keyboard('u')
  await waitFor(() => expect(fake.called('mark_unread')).toEqual([{ conversation_id: 'c1' }]))
  expect(screen.queryByRole('textbox', { name: /Message to/ })).toBeNull()
  expect(within(await row('Ana')).getByRole('img', { name: '1 unread message' })).toBeVisible()
})

test('several are chosen with X, with a range and with the pointer, and closed together', async () => {
  const { user } = await openFirst()
  await user.keyboard('x')
  expect(screen.getByRole('toolbar', { name: 'Chosen conversations' })).toBeVisible()
  act(() => screen.getByRole('listbox', { name: 'Conversations' }).focus())
  await user.keyboard('{ArrowDown}{ArrowDown}{Shift>}x{/Shift}')
  expect(screen.getByText(/3.* chosen/)).toBeVisible()
  await user.keyboard('{Control>}')
  await user.click(await row('Ben'))
  await user.keyboard('{/Control}')
  expect(screen.getByText(/2.* chosen/)).toBeVisible()
  await user.click(within(screen.getByRole('toolbar')).getByRole('button', { name: /Close/ }))
  await waitFor(() => expect(fake.called('close_conversations')).toEqual([{ conversation_ids: ['c1', 'c3'] }]))
  expect(screen.queryByRole('toolbar', { name: 'Chosen conversations' })).toBeNull()
  await waitFor(() => expect(names()).toEqual(['Ben']))
})

test('Escape chooses none before it does anything else', async () => {
  const { user } = await openFirst()
  await user.keyboard('x')
  expect(screen.getByText(/1.* chosen/)).toBeVisible()
  await user.keyboard('{Escape}')
  expect(screen.queryByText(/1.* chosen/)).toBeNull()
})

test('the list shows one status at a time, counts them, and remembers which', async () => {
  fake.change('c2', { status: { status: 'closed' } })
  const { user, unmount } = start(fake)
  await row('Ana')
  expect(names()).toEqual(['Ana', 'Cleo'])
  await user.click(screen.getByRole('button', { name: /Shown:.*Open/ }))
  await user.click(await screen.findByRole('menuitemradio', { name: /Closed.*1/ }))
  await waitFor(() => expect(names()).toEqual(['Ben']))
  expect(JSON.parse(localStorage.getItem('frontdesk-list-view') ?? '{}')).toMatchObject({ status: 'closed' })
  unmount()
  start(fake)
  await waitFor(() => expect(names()).toEqual(['Ben']))
})

test('filters narrow the list, and are cleared in one step', async () => {
  fake.change('c2', { labels: [{ id: 'label-vip', name: 'VIP', colour: '#b4461e' }] })
  const { user } = start(fake)
  await row('Ana')
  await user.click(screen.getByRole('button', { name: 'Filter' }))
  await user.click(await screen.findByRole('menuitemcheckbox', { name: 'VIP' }))
  await user.click(screen.getByRole('menuitemcheckbox', { name: 'Unread only' }))
  await user.keyboard('{Escape}')
  expect(await screen.findByText('No conversation fits these filters')).toBeVisible()
  act(() => fake.arrive(incoming({ id: 'm9', conversation_id: 'c2', at_ms: NOW })))
  await waitFor(() => expect(names()).toEqual(['Ben']))
  act(() => fake.change('c2', { labels: [] }))
  await user.click(await screen.findByRole('button', { name: 'Clear filters' }))
  await waitFor(() => expect(names()).toEqual(['Ben', 'Ana', 'Cleo']))
})

test('the longest waiting come first where one asks for it', async () => {
  fake.change('c3', { waiting_since_ms: NOW - 9 * HOUR })
  fake.change('c2', { waiting_since_ms: NOW - 8 * HOUR })
  const { user } = start(fake)
  await row('Ana')
  await user.click(screen.getByRole('button', { name: /Order/ }))
  await user.click(await screen.findByRole('menuitemradio', { name: 'Longest waiting first' }))
  await waitFor(() => expect(names()).toEqual(['Cleo', 'Ben', 'Ana']))
  act(() => fake.change('c3', { waiting_since_ms: null }))
  await waitFor(() => expect(names()).toEqual(['Ben', 'Ana', 'Cleo']))
})

test('a customer who writes brings a closed conversation back', async () => {
  fake.change('c2', { status: { status: 'closed' } })
  start(fake)
  await row('Ana')
  expect(names()).toEqual(['Ana', 'Cleo'])
  act(() => fake.arrive(incoming({ id: 'm9', conversation_id: 'c2', at_ms: NOW })))
  await waitFor(() => expect(names()).toEqual(['Ben', 'Ana', 'Cleo']))
})

test('deleting names the person and what goes, and only then deletes', async () => {
  const { user } = await openFirst()
  await user.click(screen.getByRole('button', { name: 'More' }))
  await user.click(await screen.findByRole('menuitem', { name: 'Delete conversation' }))
  const dialog = await screen.findByRole('dialog')
  expect(plain(dialog.textContent)).toContain('All messages and notes of the conversation with Ana go from every device')
  expect(fake.called('delete_conversation')).toHaveLength(0)
  await user.click(within(dialog).getByRole('button', { name: 'Delete conversation' }))
  await waitFor(() => expect(names()).toEqual(['Ben', 'Cleo']))
  expect(screen.queryByRole('textbox', { name: /Message to/ })).toBeNull()
})

test('only who may delete is offered it', async () => {
  fake.whatsapp.integration = { ...fake.whatsapp.integration, may_manage: false }
  const { user } = await openFirst()
  await user.click(screen.getByRole('button', { name: 'More' }))
  await screen.findByRole('menuitem', { name: /Mark unread/ })
  expect(screen.queryByRole('menuitem', { name: 'Delete conversation' })).toBeNull()
})

test('a note is written apart from the reply, mentions a colleague, and looks like no message', async () => {
  const { user } = await openFirst()
  await user.keyboard('r')
  await user.keyboard('Half a reply')
  await user.keyboard('{Control>}{Shift>}n{/Shift}{/Control}')
  const note = await screen.findByRole('textbox', { name: /Note about .*Ana/ })
  await waitFor(() => expect(note).toHaveFocus())
  await user.keyboard('Please look, @a')
  expect(await screen.findByRole('option', { name: 'Ana' })).toBeVisible()
  await user.keyboard('{Enter}soon{Enter}')
  await waitFor(() =>
    expect(fake.called('write_note')).toMatchObject([{ text: 'Please look, @Ana soon', mentions: ['member-ana'] }]),
  )
  expect(await screen.findByRole('article', { name: /Note by .*Sam/ })).toHaveTextContent('Please look, @Ana soon')
  expect(fake.called('send_text')).toHaveLength(0)
  await user.keyboard('{Control>}{Shift>}n{/Shift}{/Control}')
  expect(await screen.findByRole('textbox', { name: /Message to/ })).toHaveValue('Half a reply')
})

test('a note that was not kept is given back', async () => {
  fake.refusals.set('write_note', { code: 'internal', message: 'The disk is full.', retry_after_ms: null })
  const { user } = await openFirst()
  await user.keyboard('n')
  const note = await screen.findByRole('textbox', { name: /Note about/ })
  await waitFor(() => expect(note).toHaveFocus())
  await user.keyboard('Call back{Enter}')
  expect(plain((await screen.findByRole('alert')).textContent)).toBe('The note was not kept. The disk is full.')
  expect(note).toHaveValue('Call back')
  expect(screen.queryByRole('article')).toBeNull()
})

test('notes are written when the window is closed, too', async () => {
  fake.change('c1', { window: { window: 'closed', closed_at_ms: NOW - 1 } })
  const { user } = start(fake)
  await user.click(await row('Ana'))
  await screen.findByText('It’s been over 24 hours since the last reply.')
  await user.click(screen.getByRole('button', { name: 'Note' }))
  expect(await screen.findByRole('textbox', { name: /Note about/ })).toBeVisible()
})

test('a slash offers saved replies; Enter fills one in', async () => {
  const { user } = await openFirst()
  await user.keyboard('r')
  const box = await screen.findByRole('textbox', { name: /Message to/ })
  await user.keyboard('/th')
  expect(await screen.findByRole('option', { name: /Thank you/ })).toBeVisible()
  await user.keyboard('{Enter}')
  await waitFor(() => expect(screen.getByRole('textbox', { name: /Message to/ })).toHaveValue('Thank you, Ana! Sam'))
  expect(fake.called('send_text')).toHaveLength(0)
  await waitFor(() => expect(box).toHaveFocus())
})

test('a slash with words that no reply has is sent as it is', async () => {
  const { user } = await openFirst()
  await user.keyboard('r')
  await user.keyboard('/shrug{Enter}')
  await waitFor(() => expect(fake.called('send_text')).toMatchObject([{ text: '/shrug' }]))
})

test('replies are made, changed and removed in the settings', async () => {
  const { user } = await openFirst()
  await user.keyboard('{Control>},{/Control}')
  await user.click(await screen.findByRole('tab', { name: 'Saved replies' }))
  await user.click(await screen.findByRole('button', { name: 'New reply' }))
  await user.click(screen.getByRole('button', { name: 'Save' }))
  expect(await screen.findByText('Use one word, without spaces.')).toBeVisible()
  await user.type(screen.getByRole('textbox', { name: /Shortcut/ }), 'hours')
  await user.type(screen.getByRole('textbox', { name: /Title/ }), 'Opening hours')
  await user.type(screen.getByRole('textbox', { name: /Text/ }), 'We open at 9, ')
  await user.click(screen.getByRole('button', { name: '{{first_name}}' }))
  await user.click(screen.getByRole('button', { name: 'Save' }))
  await waitFor(() =>
    expect(fake.called('put_reply')).toEqual([
      { reply_id: null, shortcut: 'hours', title: 'Opening hours', text: 'We open at 9, {{first_name}}' },
    ]),
  )
  await user.click(await screen.findByRole('button', { name: /Remove .*Opening hours/ }))
  await user.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Remove' }))
  await waitFor(() => expect(screen.queryByText('Opening hours')).toBeNull())
})

test('labels are made and removed in the settings', async () => {
  const { user } = await openFirst()
  await user.keyboard('{Control>},{/Control}')
  await user.click(await screen.findByRole('tab', { name: 'Labels' }))
  await user.click(await screen.findByRole('button', { name: 'New label' }))
  await user.type(await screen.findByRole('textbox', { name: /Name/ }), 'Returns')
  await user.click(screen.getByRole('radio', { name: 'Blue' }))
  await user.click(screen.getByRole('button', { name: 'Save' }))
  await waitFor(() => expect(fake.called('put_label')).toEqual([{ label_id: null, name: 'Returns', colour: '#3b5bdb' }]))
  await user.click(await screen.findByRole('button', { name: /Remove .*VIP/ }))
  await user.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Remove' }))
  await waitFor(() => expect(screen.queryByText('VIP')).toBeNull())
})

test('the question mark shows every key', async () => {
  const { user } = await openFirst()
  await user.keyboard('?')
  const dialog = await screen.findByRole('dialog', { name: 'Keyboard' })
  expect(within(dialog).getByText('Close and go to the next one')).toBeVisible()
  await user.keyboard('{Escape}')
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
})
