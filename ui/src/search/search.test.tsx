import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { beforeEach, expect, test, vi } from 'vitest'
import { FakeTransport } from '../test/fake_transport'
import { contact, conversation, incoming } from '../test/make'
import { start } from '../test/render'

let fake: FakeTransport
const NOW = Date.now()
const MINUTE = 60_000

beforeEach(() => {
  fake = new FakeTransport()
  vi.spyOn(document, 'hasFocus').mockReturnValue(true)
  fake.put(
    conversation({
      id: 'c1',
      contact: contact({ id: 'k1', profile_name: 'Ana Walnut', phone: '+16505551234' }),
      active_at_ms: NOW,
    }),
    Array.from({ length: 200 }, (_, i) =>
      incoming({ id: `a${1_000 + i}`, text: i === 20 ? 'The walnut lamp' : `Message ${i}`, at_ms: NOW - (200 - i) * MINUTE }),
    ),
  )
  fake.put(conversation({ id: 'c2', contact: contact({ id: 'k2', profile_name: 'Ben' }), active_at_ms: NOW - 9 * MINUTE }), [
    incoming({ id: 'b1', conversation_id: 'c2', text: 'A walnut table, or another walnut lamp?', at_ms: NOW - 9 * MINUTE }),
  ])
})

const field = () => screen.getByRole('combobox', { name: 'Search' })
const thread = () => screen.findByRole('list', { name: 'Messages' })
const plain = (text: string | null) => (text ?? '').replace(/[\u2068\u2069]/g, '')

async function look(text: string) {
  const app = start(fake)
  await screen.findByRole('option', { name: /Ana/ })
  await app.user.keyboard('/')
  expect(field()).toHaveFocus()
  await app.user.keyboard(text)
  return app
}

test('people come first, then messages, newest first, with what was looked for marked', async () => {
  await look('walnut')
  const found = await screen.findByRole('listbox', { name: 'Found' })
  const options = within(found).getAllByRole('option')
  expect(options.map((option) => plain(option.textContent).slice(0, 12))).toEqual([
    expect.stringContaining('Ana'),
    expect.stringContaining('Ben'),
    expect.stringContaining('Ana'),
  ])
  expect(within(found).getAllByText('walnut', { selector: 'mark' }).length).toBeGreaterThan(1)
  expect(field()).toHaveAttribute('aria-activedescendant', options[0]?.id)
})

test('arrows and Enter open a message in its thread, far from the newest, and back', async () => {
  const { user } = await look('walnut')
  await screen.findByRole('listbox', { name: 'Found' })
  await user.keyboard('{ArrowDown}{ArrowDown}{Enter}')
  expect(await within(await thread()).findByText('The walnut lamp')).toBeVisible()
  expect(within(await thread()).queryByText('Message 199')).toBeNull()
  expect(field()).toHaveFocus()
  expect(fake.called('mark_read')).toHaveLength(0)
  await user.click(await screen.findByRole('button', { name: 'Back to the newest' }))
  expect(await within(await thread()).findByText('Message 199')).toBeVisible()
  expect(within(await thread()).queryByText('The walnut lamp')).toBeNull()
})

test('what arrives while one reads old messages does not come between them', async () => {
  const { user } = await look('walnut')
  await screen.findByRole('listbox', { name: 'Found' })
  await user.keyboard('{ArrowDown}{ArrowDown}{Enter}')
  await within(await thread()).findByText('The walnut lamp')
  act(() => fake.arrive(incoming({ id: 'new', text: 'Just now', at_ms: NOW + MINUTE })))
  expect(within(await thread()).queryByText('Just now')).toBeNull()
  await user.click(screen.getByRole('button', { name: 'Back to the newest' }))
  expect(await within(await thread()).findByText('Just now')).toBeVisible()
})

test('a person that was found is opened to be written to', async () => {
  const { user } = await look('ben')
  await screen.findByRole('listbox', { name: 'Found' })
  await user.keyboard('{Enter}')
  const box = await screen.findByRole('textbox', { name: /Message to .*Ben/ })
  await waitFor(() => expect(box).toHaveFocus())
})

test('Ctrl Shift F searches, Escape brings the list back', async () => {
  const { user } = start(fake)
  await screen.findByRole('option', { name: /Ana/ })
  await user.keyboard('{Control>}{Shift>}f{/Shift}{/Control}')
  expect(field()).toHaveFocus()
  await user.keyboard('zzz')
  expect(plain((await screen.findByText(/Nothing found/)).textContent)).toBe('Nothing found for “zzz”')
  await user.keyboard('{Escape}')
  expect(await screen.findByRole('listbox', { name: 'Conversations' })).toBeVisible()
  await waitFor(() => expect(screen.getByRole('listbox', { name: 'Conversations' })).toHaveFocus())
})

test('a search that fails says so and can be tried again', async () => {
  fake.refusals.set('search', { code: 'internal', message: 'The database is busy. Try again.', retry_after_ms: null })
  const { user } = await look('walnut')
  expect(await screen.findByRole('alert')).toHaveTextContent('The database is busy. Try again.')
  fake.refusals.clear()
  await user.click(screen.getByRole('button', { name: 'Try again' }))
  expect(await screen.findByRole('listbox', { name: 'Found' })).toBeVisible()
})

test('more is loaded page by page', async () => {
  await look('Message')
  const found = await screen.findByRole('listbox', { name: 'Found' })
  expect(fake.called('search').at(-1)?.before).toBeNull()
  fireEvent.scroll(found, { target: { scrollTop: 3_000 } })
  await waitFor(() => expect(fake.called('search').some((request) => request.before !== null)).toBe(true))
})

test('Ctrl F searches in the open conversation, from the newest to the oldest and back', async () => {
  const { user } = start(fake)
  await user.click(await screen.findByRole('option', { name: /Ana/ }))
  await thread()
  await user.keyboard('{Control>}f{/Control}')
  const find = await screen.findByRole('textbox', { name: 'Search in this conversation' })
  await waitFor(() => expect(find).toHaveFocus())
  await user.keyboard('Message 1')
  expect(await screen.findByText(/1.* of more than .*50/)).toBeVisible()
  await user.keyboard('{Enter}')
  expect(await screen.findByText(/2.* of more than .*50/)).toBeVisible()
  await user.keyboard('{Shift>}{Enter}{/Shift}')
  expect(await screen.findByText(/1.* of more than .*50/)).toBeVisible()
  expect(find).toHaveFocus()
  await user.clear(find)
  await user.keyboard('walnut')
  expect(await screen.findByText(/1.* of .*1/)).toBeVisible()
  expect(await within(await thread()).findByText('The walnut lamp')).toBeVisible()
  await user.keyboard('{Escape}')
  expect(screen.queryByRole('textbox', { name: 'Search in this conversation' })).toBeNull()
  await waitFor(() => expect(screen.getByRole('textbox', { name: /Message to/ })).toHaveFocus())
})
