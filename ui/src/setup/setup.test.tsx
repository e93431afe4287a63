import { screen, waitFor } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { FakeTransport } from '../test/fake_transport'
import { start } from '../test/render'

let fake: FakeTransport

beforeEach(() => {
  fake = new FakeTransport()
})

test('from nothing to the place where a number is connected', async () => {
  fake.boot = { ...fake.boot, profile: { stage: 'setup' } }
  const { user } = start(fake)
  await user.click(await screen.findByRole('button', { name: 'Create workspace' }))
  expect(screen.getByText('Enter the whole address, beginning with https://')).toBeVisible()
  expect(screen.getByText('Enter the code that the relay printed.')).toBeVisible()
  expect(fake.called('create_workspace')).toHaveLength(0)

  await user.type(screen.getByLabelText('Relay address'), ' https://relay.example.com ')
  await user.type(screen.getByLabelText('Setup code'), 'ABCD-1234')
  await user.type(screen.getByLabelText('Workspace name'), 'Oak & Iron')
  await user.type(screen.getByLabelText('Your name'), 'Sam')
  await user.click(screen.getByRole('button', { name: 'Create workspace' }))
  expect(fake.called('create_workspace')).toEqual([
    { relay_url: 'https://relay.example.com', setup_code: 'ABCD-1234', workspace_name: 'Oak & Iron', member_name: 'Sam' },
  ])

  // Where a number is connected, with the keyboard on the section.
  expect(await screen.findByRole('heading', { name: 'WhatsApp' })).toBeVisible()
  await waitFor(() => expect(screen.getByRole('tab', { name: 'Integrations' })).toHaveFocus())
})

test('what the relay refuses is said in its words and nothing typed is lost', async () => {
  fake.boot = { ...fake.boot, profile: { stage: 'setup' } }
  fake.refusals.set('create_workspace', {
    code: 'refused',
    message: 'The relay does not know this code. Copy it again from its log.',
    retry_after_ms: null,
  })
  const { user } = start(fake)
  await user.type(await screen.findByLabelText('Relay address'), 'https://r.example')
  await user.type(screen.getByLabelText('Setup code'), 'X')
  await user.type(screen.getByLabelText('Workspace name'), 'W')
  await user.type(screen.getByLabelText('Your name'), 'Sam')
  await user.click(screen.getByRole('button', { name: 'Create workspace' }))
  expect(await screen.findByRole('alert')).toHaveTextContent('The relay does not know this code.')
  expect(screen.getByLabelText('Workspace name')).toHaveValue('W')
})

test('the number can wait', async () => {
  fake.boot = { ...fake.boot, profile: { stage: 'setup' } }
  const { user } = start(fake)
  await user.type(await screen.findByLabelText('Relay address'), 'https://r.example')
  await user.type(screen.getByLabelText('Setup code'), 'X')
  await user.type(screen.getByLabelText('Workspace name'), 'W')
  await user.type(screen.getByLabelText('Your name'), 'Sam')
  await user.click(screen.getByRole('button', { name: 'Create workspace' }))
  await screen.findByRole('heading', { name: 'WhatsApp' })
  await user.keyboard('{Escape}')
  expect(await screen.findByText('Connect your WhatsApp number')).toBeVisible()
  await user.click(screen.getByRole('button', { name: 'Connect WhatsApp' }))
  expect(await screen.findByRole('heading', { name: 'WhatsApp' })).toBeVisible()
})

test('a first passphrase is asked for twice', async () => {
  fake.boot = { ...fake.boot, profile: { stage: 'locked', first_time: true, reason: 'This machine has no keychain.' } }
  const { user } = start(fake)
  await user.type(await screen.findByLabelText('Passphrase'), 'correct horse')
  await user.type(screen.getByLabelText('The same passphrase again'), 'correct house')
  await user.click(screen.getByRole('button', { name: 'Set passphrase' }))
  expect(screen.getByText('The two passphrases differ. Enter the same one twice.')).toBeVisible()
  expect(fake.called('unlock')).toHaveLength(0)
  await user.clear(screen.getByLabelText('The same passphrase again'))
  await user.type(screen.getByLabelText('The same passphrase again'), 'correct horse')
  await user.click(screen.getByRole('button', { name: 'Set passphrase' }))
  await waitFor(() => expect(fake.called('unlock')).toEqual([{ passphrase: 'correct horse' }]))
})

test('a keychain that does not open is asked again, with nothing to type', async () => {
  fake.boot = { ...fake.boot, profile: { stage: 'keychain_closed', reason: 'The keychain did not open. Sign in to it.' } }
  fake.refusals.set('unlock', { code: 'locked', message: 'It is still closed.', retry_after_ms: null })
  const { user } = start(fake)
  expect(await screen.findByText('The keychain did not open. Sign in to it.')).toBeVisible()
  expect(screen.queryByRole('textbox')).toBeNull()
  await user.click(screen.getByRole('button', { name: 'Try again' }))
  expect(await screen.findByRole('alert')).toHaveTextContent('It is still closed.')
  fake.refusals.clear()
  await user.click(screen.getByRole('button', { name: 'Try again' }))
  expect(await screen.findByRole('heading', { name: 'Inbox' })).toBeVisible()
  expect(fake.called('unlock')).toEqual([{ passphrase: '' }, { passphrase: '' }])
})

test('a wrong passphrase is said beside the field', async () => {
  fake.boot = { ...fake.boot, profile: { stage: 'locked', first_time: false, reason: 'Your keys are locked.' } }
  fake.refusals.set('unlock', { code: 'locked', message: 'That passphrase is wrong. Try again.', retry_after_ms: null })
  const { user } = start(fake)
  await user.type(await screen.findByLabelText('Passphrase'), 'nope{Enter}')
  expect(await screen.findByText('That passphrase is wrong. Try again.')).toBeVisible()
})
