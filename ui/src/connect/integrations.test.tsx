import { act, screen, waitFor, within } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { useUi } from '../inbox/ui_state'
import { FakeTransport } from '../test/fake_transport'
import { bareIntegration, integration, problem, steps } from '../test/make_number'
import { start } from '../test/render'

let fake: FakeTransport

beforeEach(() => {
  fake = new FakeTransport()
})

async function openIntegrations() {
  useUi.getState().openSettings('integrations')
  const app = start(fake)
  await screen.findByRole('heading', { name: 'WhatsApp' })
  return app
}

const connectButton = () => screen.findByRole('button', { name: 'Connect WhatsApp' })

test('the checklist is live', async () => {
  fake.whatsapp.integration = integration({
    prerequisites: [{ id: 'relay_public', state: 'checking', words: 'Asking the relay.' }],
  })
  await openIntegrations()
  expect(await screen.findByText('Asking the relay.')).toBeVisible()
  expect(screen.getByText('(being checked)', { exact: false })).toBeInTheDocument()
  act(() => {
    fake.whatsapp.setIntegration({
      prerequisites: [{ id: 'relay_public', state: 'met', words: 'https://relay.example.com' }],
    })
  })
  expect(await screen.findByText('https://relay.example.com')).toBeVisible()
  expect(screen.queryByText('Asking the relay.')).toBeNull()
})

test('without a Meta app the button says why, and an owner enters the app in place', async () => {
  fake.whatsapp.integration = bareIntegration()
  const { user } = await openIntegrations()
  const button = await connectButton()
  expect(button).toBeDisabled()
  expect(button).toHaveAccessibleDescription(/Meta App ID and App Secret are not configured on the server/)
  expect(screen.getByText(/Meta App ID and App Secret are not configured on the server/)).toBeVisible()

  await user.type(screen.getByLabelText('App ID'), '12 34')
  await user.type(screen.getByLabelText('App secret'), 'short')
  await user.click(screen.getByRole('button', { name: 'Check and save' }))
  expect(screen.getByText('The app ID has digits only.')).toBeVisible()
  expect(screen.getByText(/The app secret has .*32 characters/)).toBeVisible()
  await waitFor(() => expect(screen.getByLabelText('App ID')).toHaveFocus())
  expect(fake.called('put_meta_app')).toHaveLength(0)

  const secret = '0123456789abcdef0123456789abcdef'
  await user.clear(screen.getByLabelText('App ID'))
  await user.type(screen.getByLabelText('App ID'), '1234567890')
  await user.clear(screen.getByLabelText('App secret'))
  await user.type(screen.getByLabelText('App secret'), secret)
  expect(screen.getByLabelText('App secret')).toHaveAttribute('type', 'password')
  fake.refusals.set('put_meta_app', {
    code: 'refused',
    message: 'Meta says: Error validating client secret. Copy the secret again.',
    retry_after_ms: null,
  })
  await user.click(screen.getByRole('button', { name: 'Check and save' }))
  expect(await screen.findByRole('alert')).toHaveTextContent('Copy the secret again.')
  expect(screen.getByLabelText('App secret')).toHaveValue(secret)

  fake.refusals.clear()
  await user.click(screen.getByRole('button', { name: 'Check and save' }))
  await waitFor(() =>
    expect(fake.called('put_meta_app').at(-1)).toEqual({ app_id: '1234567890', app_secret: secret, config_id: null }),
  )
  await waitFor(async () => expect(await connectButton()).toBeEnabled())
  expect(screen.queryByLabelText('App secret')).toBeNull()
  await waitFor(() => expect(screen.getByRole('heading', { name: 'Meta app' })).toHaveFocus())
  expect(new XMLSerializer().serializeToString(document)).not.toContain(secret)
})

test('an app that was entered here can be removed, one of the settings can’t', async () => {
  const full = integration()
  if (full.relay === null) throw new Error('it has a relay')
  fake.whatsapp.integration = integration({
    relay: {
      ...full.relay,
      apps: [...full.relay.apps, { app_id: '77', name: 'From the settings', config_id: null, entered: false }],
    },
  })
  const { user } = await openIntegrations()
  expect(await screen.findByText('In the relay’s settings')).toBeVisible()
  expect(screen.getAllByRole('button', { name: /^Remove/ })).toHaveLength(1)
  await user.click(screen.getByRole('button', { name: /Remove .*Oak & Iron inbox/ }))
  const dialog = await screen.findByRole('dialog')
  expect(within(dialog).getByText(/numbers that were connected with it get no messages/)).toBeVisible()
  await user.click(within(dialog).getByRole('button', { name: 'Remove' }))
  await waitFor(() => expect(fake.called('remove_meta_app')).toEqual([{ app_id: '1234567890' }]))
  await waitFor(() => expect(screen.queryByRole('button', { name: /^Remove/ })).toBeNull())
  await waitFor(() => expect(screen.getByRole('heading', { name: 'Meta app' })).toHaveFocus())
})

test('the guide has the addresses to copy', async () => {
  const { user } = await openIntegrations()
  await user.click(await screen.findByRole('button', { name: 'How to make a Meta app' }))
  expect(screen.getByText('https://relay.oakandiron.example/connect/callback')).toBeVisible()
  expect(screen.getByText('https://relay.oakandiron.example/webhooks/meta')).toBeVisible()
  expect(screen.queryByText('verify-me-7f3a')).toBeNull()
  await user.click(screen.getByRole('button', { name: /Show .*Verify token/ }))
  expect(screen.getByText('verify-me-7f3a')).toBeVisible()
  await user.click(screen.getByRole('button', { name: /Copy .*Redirect URI/ }))
  expect(await navigator.clipboard.readText()).toBe('https://relay.oakandiron.example/connect/callback')
})

test('members see how it stands, without controls, and who can change it', async () => {
  fake.whatsapp.integration = integration({ may_manage: false })
  await openIntegrations()
  expect(await screen.findByText('Only an owner of this workspace can connect and change numbers.')).toBeVisible()
  expect(screen.getByText('The relay has a Meta app')).toBeVisible()
  for (const name of ['Connect WhatsApp', 'Advanced setup', 'Enter the Meta app', 'How to make a Meta app']) {
    expect(screen.queryByRole('button', { name })).toBeNull()
  }
  expect(screen.queryByRole('button', { name: /^Remove/ })).toBeNull()
})

test('what can’t be read says why and is asked again', async () => {
  fake.refusals.set('integration', { code: 'internal', message: 'The database is busy. Try again.', retry_after_ms: null })
  const { user } = await openIntegrations()
  expect(await screen.findByRole('alert')).toHaveTextContent('The database is busy.')
  fake.refusals.clear()
  await user.click(screen.getByRole('button', { name: 'Try again' }))
  expect(await connectButton()).toBeEnabled()
})

test('advanced setup takes several ids as people paste them, and keeps what was typed when it is refused', async () => {
  const { user } = await openIntegrations()
  await user.click(await screen.findByRole('button', { name: 'Advanced setup' }))
  expect(screen.getByRole('heading', { name: 'Advanced setup' })).toHaveFocus()
  await user.click(screen.getByRole('button', { name: 'Connect number' }))
  expect(screen.getByText(/phone number ID has digits only/)).toBeVisible()
  expect(screen.getByText('The account ID has digits only.')).toBeVisible()
  expect(screen.getByText('Enter an access token.')).toBeVisible()

  await user.click(screen.getByLabelText('Phone number ID'))
  await user.paste('1065, +1 650')
  await user.click(screen.getByRole('button', { name: 'Connect number' }))
  expect(screen.getByText(/“.*\+1.*” is no phone number ID/)).toBeVisible()
  await user.clear(screen.getByLabelText('Phone number ID'))
  await user.click(screen.getByLabelText('Phone number ID'))
  await user.paste('1065, 1066;1067\n1068 1065')
  await user.type(screen.getByLabelText('WhatsApp Business account ID'), ' 2077 ')
  await user.type(screen.getByLabelText('Access token'), 'EAAG')
  await user.type(screen.getByLabelText(/^App secret/), 'x')
  await user.click(screen.getByRole('button', { name: 'Connect number' }))
  expect(screen.getByText('Enter the app ID that belongs to the secret.')).toBeVisible()
  await user.clear(screen.getByLabelText(/^App secret/))

  fake.refusals.set('start_manual', { code: 'refused', message: 'A connection is being made already.', retry_after_ms: null })
  await user.click(screen.getByRole('button', { name: 'Connect number' }))
  expect(await screen.findByRole('alert')).toHaveTextContent('A connection is being made already.')
  expect(screen.getByLabelText('Access token')).toHaveValue('EAAG')

  fake.refusals.clear()
  await user.click(screen.getByRole('button', { name: 'Connect number' }))
  expect(await screen.findByRole('heading', { name: /Connecting WhatsApp: .*Token/ })).toHaveFocus()
  expect(fake.called('start_manual').at(-1)).toEqual({
    phone_number_ids: ['1065', '1066', '1067', '1068'],
    waba_id: '2077',
    access_token: 'EAAG',
    app_id: null,
    app_secret: null,
  })
})

test('when a step fails, what was entered by hand is still there to be changed', async () => {
  const { user } = await openIntegrations()
  await user.click(await screen.findByRole('button', { name: 'Advanced setup' }))
  await user.type(screen.getByLabelText('Phone number ID'), '1065')
  await user.type(screen.getByLabelText('WhatsApp Business account ID'), '2077')
  await user.type(screen.getByLabelText('Access token'), 'EAAG-wrong')
  await user.click(screen.getByRole('button', { name: 'Connect number' }))
  await screen.findByRole('heading', { name: /Connecting WhatsApp: .*Token/ })
  act(() => {
    fake.whatsapp.goOn({
      stage: { stage: 'failed' },
      steps: steps('token', 'failed', { problem: problem({ words: 'Meta refuses the token.', can_retry: false }) }),
    })
  })
  await user.click(await screen.findByRole('button', { name: 'Change what you entered' }))
  expect(await screen.findByLabelText('Access token')).toHaveValue('EAAG-wrong')
  expect(screen.getByLabelText('Phone number ID')).toHaveValue('1065')
  await user.click(screen.getByRole('button', { name: 'Connect number' }))
  await screen.findByRole('heading', { name: /Connecting WhatsApp: .*Token/ })
  act(() => {
    fake.whatsapp.goOn({ stage: { stage: 'done', numbers: fake.whatsapp.numbers }, steps: steps('end') })
  })
  await user.click(await screen.findByRole('button', { name: 'Close' }))
  await user.click(await screen.findByRole('button', { name: 'Advanced setup' }))
  expect(await screen.findByLabelText('Access token')).toHaveValue('')
})

test('a typed token can be looked at, and is hidden at first', async () => {
  const { user } = await openIntegrations()
  await user.click(await screen.findByRole('button', { name: 'Advanced setup' }))
  const token = screen.getByLabelText('Access token')
  expect(token).toHaveAttribute('type', 'password')
  const group = token.closest('div') as HTMLElement
  await user.click(within(group).getByRole('button', { name: 'Show what you typed' }))
  expect(token).toHaveAttribute('type', 'text')
})
