import { act, screen, waitFor } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { useUi } from '../inbox/ui_state'
import { FakeTransport } from '../test/fake_transport'
import { logLine, numberCard } from '../test/make_number'
import { start } from '../test/render'

let fake: FakeTransport

beforeEach(() => {
  fake = new FakeTransport()
  fake.whatsapp.numbers = [numberCard(), numberCard({ phone_number_id: '1066', verified_name: 'Sverige' })]
  fake.whatsapp.log = [
    logLine({
      id: 'c',
      words: 'Meta refused the token.',
      level: 'error',
      subject: 'token',
      at_ms: Date.parse('2026-11-03T14:05:09Z'),
    }),
    logLine({ id: 'b', words: 'Meta asked to slow down.', level: 'warning', subject: 'send', phone_number_id: '1066' }),
    logLine({ id: 'a', words: 'A message arrived.', subject: 'newer part' }),
  ]
})

async function openLog() {
  useUi.getState().openSettings('log')
  const app = start(fake)
  await screen.findByRole('list', { name: 'Connection log' })
  return app
}

const lines = () => screen.getAllByRole('listitem').map((line) => line.querySelector('.selectable:last-of-type')?.textContent)
const words = () => screen.getAllByRole('listitem').map((line) => line.textContent ?? '')

test('newest first, with its number, level and part', async () => {
  await openLog()
  expect(lines()).toHaveLength(3)
  expect(words()[0]).toMatch(/Error.*Oak & Iron.*Token.*Meta refused the token\./)
  expect(words()[1]).toMatch(/Warning.*Sverige.*Sending.*Meta asked to slow down\./)
  expect(words()[2]).toMatch(/newer part/)
})

test('by number, level and words', async () => {
  const { user } = await openLog()
  await user.click(screen.getByRole('button', { name: /Level/ }))
  await user.click(await screen.findByRole('option', { name: 'Warnings and errors' }))
  await waitFor(() => expect(words()).toHaveLength(2))
  await user.click(screen.getByRole('button', { name: /^.*Number/ }))
  await user.click(await screen.findByRole('option', { name: 'Sverige' }))
  await waitFor(() => expect(words()).toHaveLength(1))
  await user.type(screen.getByRole('searchbox', { name: 'Words in the log' }), 'nothing like it')
  expect(await screen.findByText('No line matches these filters.')).toBeVisible()
  expect(fake.called('list_number_log').at(-1)).toEqual({
    phone_number_id: '1066',
    least: 'warning',
    containing: 'nothing like it',
    before: null,
    limit: 100,
  })
  await user.keyboard('{Escape}')
  await waitFor(() => expect(words()).toHaveLength(1))
})

test('from a number to its log', async () => {
  useUi.getState().openSettings('numbers')
  const { user } = start(fake)
  const row = await screen.findByRole('row', { name: /Sverige/ })
  act(() => row.focus())
  await user.keyboard('l')
  await screen.findByRole('list', { name: 'Connection log' })
  expect(words()).toHaveLength(1)
  await waitFor(() => expect(screen.getByRole('tab', { name: 'Connection log' })).toHaveFocus())
})

test('long logs come page by page', async () => {
  fake.whatsapp.log = Array.from({ length: 250 }, (_, i) => logLine({ id: `l${i}`, words: `Line ${i}` }))
  await openLog()
  await waitFor(() => expect(screen.getAllByRole('listitem')).toHaveLength(250))
  expect(fake.called('list_number_log').map((call) => call.before)).toEqual([null, '100', '200'])
})

test('a line is copied with C', async () => {
  const { user } = await openLog()
  act(() => screen.getByRole('list', { name: 'Connection log' }).focus())
  await user.keyboard('{ArrowDown}c')
  await waitFor(async () =>
    expect(await navigator.clipboard.readText()).toBe(
      '2026-11-03T14:05:09.000Z  error  Oak & Iron  token  Meta refused the token.',
    ),
  )
})

test('what happens while one looks appears', async () => {
  await openLog()
  act(() => {
    fake.whatsapp.log = [logLine({ id: 'd', words: 'Sam replaced the token.' }), ...fake.whatsapp.log]
    fake.tell({ event: 'number_log', phone_number_id: '1066' })
  })
  expect(await screen.findByText('Sam replaced the token.')).toBeVisible()
})

test('empty, and refused', async () => {
  fake.whatsapp.log = []
  fake.refusals.set('list_number_log', { code: 'internal', message: 'The database is busy.', retry_after_ms: null })
  useUi.getState().openSettings('log')
  const { user } = start(fake)
  expect(await screen.findByRole('alert')).toHaveTextContent('The database is busy.')
  fake.refusals.clear()
  await user.click(screen.getByRole('button', { name: 'Try again' }))
  expect(await screen.findByText('Nothing has happened yet.')).toBeVisible()
})
