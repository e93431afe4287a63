import { screen, waitFor } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { FakeTransport } from '../test/fake_transport'
import { contact, conversation, incoming } from '../test/make'
import { start } from '../test/render'

let fake: FakeTransport

beforeEach(() => {
  fake = new FakeTransport()
  fake.put(conversation({ id: 'c1', contact: contact({ id: 'k1', profile_name: 'Ana' }), active_at_ms: 1 }), [
    incoming({ id: 'm1', at_ms: 1 }),
  ])
})

test('the comma key opens the settings, the arrow keys walk through them, Escape goes back to the inbox', async () => {
  const { user } = start(fake)
  await screen.findByRole('option', { name: /Ana/ })
  await user.keyboard('{Control>},{/Control}')
  const general = await screen.findByRole('tab', { name: 'General' })
  await waitFor(() => expect(general).toHaveFocus())
  expect(screen.getByRole('heading', { level: 1, name: 'General' })).toBeVisible()
  await user.keyboard('{ArrowDown}')
  expect(await screen.findByRole('heading', { level: 1, name: 'Integrations' })).toBeVisible()
  await user.keyboard('{ArrowDown}{ArrowDown}')
  expect(await screen.findByRole('heading', { level: 1, name: 'Labels' })).toBeVisible()
  await user.keyboard('{Escape}')
  expect(await screen.findByRole('heading', { name: 'Inbox' })).toBeVisible()
  await waitFor(() => expect(screen.getByRole('listbox', { name: 'Conversations' })).toHaveFocus())
})

test('the settings open where one was, and the conversation is still open behind them', async () => {
  const { user } = start(fake)
  await user.click(await screen.findByRole('option', { name: /Ana/ }))
  await user.click(screen.getByRole('button', { name: 'Settings' }))
  await user.click(await screen.findByRole('tab', { name: 'Numbers' }))
  await user.click(screen.getByRole('button', { name: 'Inbox' }))
  await waitFor(() => expect(screen.getByRole('textbox', { name: /Message to .*Ana/ })).toHaveFocus())
  await user.keyboard('{Meta>},{/Meta}')
  expect(await screen.findByRole('heading', { level: 1, name: 'Numbers' })).toBeVisible()
})

test('Escape in a field keeps what is typed and goes to the sections first', async () => {
  const { user } = start(fake)
  await user.click(await screen.findByRole('button', { name: 'Settings' }))
  await user.click(await screen.findByRole('tab', { name: 'Integrations' }))
  await user.click(await screen.findByRole('button', { name: 'Advanced setup' }))
  await user.type(await screen.findByLabelText('WhatsApp Business account ID'), '2077{Escape}')
  expect(screen.getByLabelText('WhatsApp Business account ID')).toHaveValue('2077')
  expect(screen.getByRole('tab', { name: 'Integrations' })).toHaveFocus()
  await user.keyboard('{Escape}')
  expect(await screen.findByRole('heading', { name: 'Inbox' })).toBeVisible()
})

test('letters of the inbox do nothing in the settings', async () => {
  const { user } = start(fake)
  await user.click(await screen.findByRole('button', { name: 'Settings' }))
  await screen.findByRole('tab', { name: 'General' })
  await user.keyboard('j')
  await user.keyboard('{Escape}')
  await screen.findByRole('listbox', { name: 'Conversations' })
  expect(screen.queryByRole('textbox')).toBeNull()
})

test('the theme is chosen here', async () => {
  const { user } = start(fake)
  await user.click(await screen.findByRole('button', { name: 'Settings' }))
  await user.click(await screen.findByRole('radio', { name: 'Dark' }))
  expect(document.documentElement.dataset.theme).toBe('dark')
  await user.click(screen.getByRole('radio', { name: 'System' }))
  expect(document.documentElement.dataset.theme).toBeUndefined()
})
