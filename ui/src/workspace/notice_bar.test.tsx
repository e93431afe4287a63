import { act, screen, waitFor } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import type { AlarmKind } from '../api/generated'
import { FakeTransport } from '../test/fake_transport'
import { integration, numberCard } from '../test/make_number'
import { start } from '../test/render'

let fake: FakeTransport

beforeEach(() => {
  fake = new FakeTransport()
})

function alarm(kind: AlarmKind, words: string) {
  return { alarms: [{ kind, words, since_ms: Date.now() }] }
}

test('a dead token is said over the inbox, and replaced from there', async () => {
  const { user } = start(fake)
  await screen.findByRole('heading', { name: 'Inbox' })
  act(() => {
    fake.whatsapp.change('1065', alarm('token_dead', 'Meta refuses the token, so nothing can be sent.'))
  })
  expect(await screen.findByText(/Meta refuses the token, so nothing can be sent\./)).toBeVisible()
  await user.click(await screen.findByRole('button', { name: 'Replace token' }))
  await user.type(await screen.findByLabelText('New access token'), 'EAAG{Enter}')
  await waitFor(() => expect(screen.getByRole('row', { name: /Oak & Iron/ })).toHaveFocus())
  await user.keyboard('{Escape}')
  await screen.findByRole('heading', { name: 'Inbox' })
  expect(screen.queryByText(/Meta refuses the token/)).toBeNull()
})

test('reconnecting begins where numbers are connected', async () => {
  fake.whatsapp.numbers = [numberCard(alarm('token_ending', 'The token ends in 3 days.'))]
  const { user } = start(fake)
  await user.click(await screen.findByRole('button', { name: 'Reconnect' }))
  expect(await screen.findByRole('button', { name: 'Connect WhatsApp' })).toBeVisible()
})

test('a number that Meta stopped leads to the doctor', async () => {
  fake.whatsapp.numbers = [numberCard(alarm('not_connected', 'Meta no longer lets the number send.'))]
  const { user } = start(fake)
  await user.click(await screen.findByRole('button', { name: 'Find out why' }))
  expect(await screen.findByRole('button', { name: 'Run all checks' })).toBeVisible()
})

test('one line only: the worst, and how many more', async () => {
  fake.whatsapp.numbers = [
    numberCard(alarm('token_ending', 'The token ends in 3 days.')),
    numberCard({ phone_number_id: '2', verified_name: 'Sverige', ...alarm('token_dead', 'Meta refuses the token.') }),
    numberCard({ phone_number_id: '3', verified_name: 'Outlet', state: 'STOPPED', ...alarm('token_dead', 'Not told.') }),
    numberCard({ phone_number_id: '4', verified_name: 'Quiet', ...alarm('quality_fell', 'Not told.') }),
  ]
  const { user } = start(fake)
  expect(await screen.findByText(/Meta refuses the token\./)).toBeVisible()
  expect(screen.queryByText(/Not told/)).toBeNull()
  await user.click(await screen.findByRole('button', { name: '1 more' }))
  expect(await screen.findByRole('grid', { name: 'Connected numbers' })).toBeVisible()
})

test('members are told of what is broken and who can mend it, not of what will end', async () => {
  fake.whatsapp.integration = integration({ may_manage: false })
  fake.whatsapp.numbers = [numberCard(alarm('token_ending', 'The token ends in 3 days.'))]
  start(fake)
  await screen.findByRole('heading', { name: 'Inbox' })
  await waitFor(() => expect(fake.called('integration')).toHaveLength(1))
  expect(screen.queryByText(/ends in 3 days/)).toBeNull()
  act(() => {
    fake.whatsapp.change('1065', alarm('token_dead', 'Meta refuses the token.'))
  })
  expect(await screen.findByText(/Meta refuses the token\..*Only an owner of this workspace/)).toBeVisible()
  expect(screen.queryByRole('button', { name: 'Replace token' })).toBeNull()
})
