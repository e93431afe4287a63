import { act, screen, waitFor, within } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { useUi } from '../inbox/ui_state'
import { FakeTransport } from '../test/fake_transport'
import { NUMBER } from '../test/make'
import { integration, numberCard } from '../test/make_number'
import { start } from '../test/render'

let fake: FakeTransport
const SALES = '1066'

beforeEach(() => {
  fake = new FakeTransport()
  fake.whatsapp.numbers = [
    numberCard(),
    numberCard({ phone_number_id: SALES, verified_name: 'Sverige', display_phone_number: '+46 8 123', quality: 'YELLOW' }),
  ]
})

async function openNumbers() {
  useUi.getState().openSettings('numbers')
  const app = start(fake)
  await screen.findByRole('grid', { name: 'Connected numbers' })
  // What one may do is known a moment later.
  await screen.findByRole('button', { name: 'Connect another number' })
  return app
}

const row = (name: string) => screen.getByRole('row', { name: new RegExp(name) })

test('a number shows its state, quality, limits, token and last webhook in words', async () => {
  await openNumbers()
  const mine = within(row('Oak & Iron'))
  for (const words of ['+1 555 010 0199', 'Running', 'Green', 'Does not end', '4 min ago']) {
    expect(mine.getByText(words, { normalizer: unisolated })).toBeVisible()
  }
  expect(mine.getByText(/2,000/)).toBeVisible()
  expect(mine.getByText(/80/)).toBeVisible()
  act(() => {
    fake.whatsapp.change(NUMBER.phone_number_id, {
      state: 'ERROR',
      trouble: 'Meta refuses the token.',
      token: { here: true, ends_at_ms: null, dead: true, scopes: [] },
      alarms: [{ kind: 'silent', words: 'No webhook came for 3 hours.', since_ms: Date.now() }],
    })
  })
  expect(await within(row('Oak & Iron')).findByText('Error')).toBeVisible()
  expect(within(row('Oak & Iron')).getByText('Meta refuses the token.')).toBeVisible()
  expect(within(row('Oak & Iron')).getByText('No webhook came for 3 hours.')).toBeVisible()
  expect(within(row('Oak & Iron')).getByText('Refused by Meta')).toBeVisible()
  expect(screen.getByRole('tab', { name: /Numbers/ })).toHaveAccessibleName(/1 number needs attention/)
})

/** Without the marks that keep right-to-left text apart. */
const unisolated = (text: string) => text.replace(/[\u2068\u2069]/g, '').trim()
const plain = (node: Element) => unisolated(node.textContent ?? '')

test('arrow keys walk through the numbers, letters act, Enter opens the menu', async () => {
  const { user } = await openNumbers()
  act(() => row('Oak & Iron').focus())
  await user.keyboard('s')
  await waitFor(() => expect(fake.called('set_number_running')).toEqual([{ phone_number_id: '1065', running: false }]))
  expect(await within(row('Oak & Iron')).findByText('Stopped')).toBeVisible()
  await user.keyboard('s')
  await waitFor(() => expect(fake.called('set_number_running').at(-1)).toEqual({ phone_number_id: '1065', running: true }))
  expect(await within(row('Oak & Iron')).findByText('Starting')).toBeVisible()

  await user.keyboard('{ArrowDown}')
  expect(row('Sverige')).toHaveFocus()
  await user.keyboard('t')
  await waitFor(() => expect(fake.called('test_number')).toEqual([{ phone_number_id: SALES }]))
  await user.keyboard('{Enter}')
  const menu = await screen.findByRole('menu')
  expect(within(menu).getAllByRole('menuitem').map(plain)).toEqual([
    'StopS',
    'Test nowT',
    'Edit name and descriptionE',
    'Replace tokenR',
    'Business profileP',
    'Show logL',
    'Run the doctorD',
    'DisconnectDel',
  ])
  await user.keyboard('{Escape}')
  await waitFor(() => expect(screen.queryByRole('menu')).toBeNull())
  await user.keyboard('{Escape}')
  expect(await screen.findByRole('heading', { name: 'Inbox' })).toBeVisible()
})

test('what is refused is said at the number', async () => {
  const { user } = await openNumbers()
  fake.refusals.set('test_number', { code: 'unreachable', message: 'Meta does not answer. Try again.', retry_after_ms: null })
  act(() => row('Sverige').focus())
  await user.keyboard('t')
  expect(await within(row('Sverige')).findByRole('alert')).toHaveTextContent('Meta does not answer.')
  fake.refusals.clear()
  await user.keyboard('t')
  await waitFor(() => expect(within(row('Sverige')).queryByRole('alert')).toBeNull())
})

test('a number is named for the team, within limits, and the keyboard is back on it', async () => {
  const { user } = await openNumbers()
  act(() => row('Sverige').focus())
  await user.keyboard('e')
  const name = await screen.findByLabelText('Internal name')
  expect(name).toHaveFocus()
  await user.click(name)
  await user.paste('x'.repeat(61))
  await user.click(screen.getByRole('button', { name: 'Save' }))
  expect(screen.getByText(/Use at most .*60.* characters/)).toBeVisible()
  await user.clear(name)
  await user.type(name, ' Sales ')
  await user.type(screen.getByLabelText('Description'), 'Mornings only')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  await waitFor(() =>
    expect(fake.called('edit_number')).toEqual([
      { phone_number_id: SALES, internal_name: 'Sales', description: 'Mornings only' },
    ]),
  )
  await waitFor(() => expect(row('Sales')).toHaveFocus())
  expect(within(row('Sales')).getByText('Sverige')).toBeVisible()
})

test('a token is replaced in place and appears nowhere', async () => {
  fake.whatsapp.change(SALES, { state: 'ERROR', token: { here: true, ends_at_ms: null, dead: true, scopes: [] } })
  const { user, cache } = await openNumbers()
  act(() => row('Sverige').focus())
  await user.keyboard('r')
  const token = await screen.findByLabelText('New access token')
  expect(token).toHaveAttribute('type', 'password')
  await user.click(screen.getByRole('button', { name: 'Replace token' }))
  expect(screen.getByText('Enter an access token.')).toBeVisible()
  fake.refusals.set('replace_token', { code: 'refused', message: 'This token lacks a permission.', retry_after_ms: null })
  await user.type(token, 'EAAG-canary{Enter}')
  expect(await screen.findByRole('alert')).toHaveTextContent('This token lacks a permission.')
  expect(token).toHaveValue('EAAG-canary')
  fake.refusals.clear()
  await user.click(screen.getByRole('button', { name: 'Replace token' }))
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  expect(fake.called('replace_token').at(-1)).toEqual({ phone_number_id: SALES, access_token: 'EAAG-canary' })
  expect(await within(row('Sverige')).findByText('Running')).toBeVisible()
  expect(new XMLSerializer().serializeToString(document)).not.toContain('EAAG-canary')
  const kept = [...cache.getQueryCache().getAll(), ...cache.getMutationCache().getAll()].map((entry) => entry.state)
  expect(JSON.stringify(kept)).not.toContain('EAAG-canary')
})

test('the business profile has Meta’s limits', async () => {
  const { user } = await openNumbers()
  act(() => row('Oak & Iron').focus())
  await user.keyboard('p')
  const about = await screen.findByLabelText('About')
  expect(screen.getByText('30 of 139', { normalizer: unisolated })).toBeVisible()
  await user.clear(about)
  await user.clear(screen.getByLabelText('Email'))
  await user.type(screen.getByLabelText('Email'), 'nobody')
  await user.type(screen.getByLabelText('Second website'), 'www.example.com')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  expect(screen.getByText('WhatsApp wants at least one character here.')).toBeVisible()
  expect(screen.getByText(/Enter a whole address/)).toBeVisible()
  expect(screen.getByText('Enter the whole address, beginning with https://')).toBeVisible()
  await waitFor(() => expect(about).toHaveFocus())
  await user.type(about, 'New words')
  await user.clear(screen.getByLabelText('Email'))
  await user.clear(screen.getByLabelText('Second website'))
  await user.click(screen.getByRole('button', { name: /Kind of business/ }))
  await user.click(await screen.findByRole('option', { name: 'Restaurant' }))
  await user.click(screen.getByRole('button', { name: 'Save' }))
  await waitFor(() => expect(fake.called('save_business_profile')).toHaveLength(1))
  expect(fake.called('save_business_profile')[0]?.profile).toEqual({
    about: 'New words',
    address: '1 Oak Street, Stockholm',
    description: 'We make lamps and desks of oak and iron.',
    email: '',
    websites: ['https://oakandiron.example'],
    vertical: 'RESTAURANT',
  })
})

test('disconnecting names the number and what happens, and says afterwards what was not possible', async () => {
  fake.whatsapp.disconnectNotes = ['Meta could not be reached, so its webhook is still subscribed there.']
  const { user } = await openNumbers()
  act(() => row('Sverige').focus())
  await user.keyboard('{Delete}')
  const dialog = within(await screen.findByRole('dialog', { name: /Disconnect .*Sverige.*\?/ }))
  expect(dialog.getByText('+46 8 123')).toBeVisible()
  for (const words of [
    'Its conversations stay here.',
    'New messages to it no longer arrive here.',
    'Its webhook is unsubscribed at Meta.',
    'Its token is forgotten in every keychain of the team.',
  ]) {
    expect(dialog.getByText(words)).toBeVisible()
  }
  expect(dialog.getByRole('button', { name: 'Cancel' })).toHaveFocus()
  await user.click(dialog.getByRole('button', { name: /Disconnect .*Sverige/ }))
  expect(await screen.findByText(/its webhook is still subscribed there/)).toBeVisible()
  expect(fake.called('disconnect_number')).toEqual([{ phone_number_id: SALES }])
  await user.keyboard('{Enter}')
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  expect(screen.queryByRole('row', { name: /Sverige/ })).toBeNull()
  await waitFor(() => expect(row('Oak & Iron')).toHaveFocus())
})

test('members look, and read the log and run the doctor, but change nothing', async () => {
  fake.whatsapp.integration = integration({ may_manage: false })
  useUi.getState().openSettings('numbers')
  const { user } = start(fake)
  await screen.findByText('Only an owner of this workspace can connect and change numbers.')
  act(() => row('Sverige').focus())
  await user.keyboard('s{Delete}e')
  expect(screen.queryByRole('dialog')).toBeNull()
  expect(fake.called('set_number_running')).toHaveLength(0)
  await user.keyboard('{Enter}')
  expect((await screen.findAllByRole('menuitem')).map(plain)).toEqual(['Show logL', 'Run the doctorD'])
  expect(screen.queryByRole('button', { name: 'Connect another number' })).toBeNull()
})

test('taking turns says that it adds no capacity', async () => {
  const { user } = await openNumbers()
  const turns = await screen.findByRole('switch', { name: 'Numbers take turns when you start a conversation' })
  expect(turns).toHaveAccessibleDescription(/It adds no capacity/)
  await user.click(turns)
  await waitFor(() => expect(turns).toBeChecked())
  expect(fake.called('set_rotation')).toEqual([{ enabled: true }])
})

test('no number leads to where one is connected', async () => {
  fake.whatsapp.numbers = []
  useUi.getState().openSettings('numbers')
  const { user } = start(fake)
  expect(await screen.findByText('No number is connected yet.')).toBeVisible()
  await user.click(await screen.findByRole('button', { name: 'Connect WhatsApp' }))
  expect(await screen.findByRole('heading', { name: 'WhatsApp' })).toBeVisible()
})

test('numbers that can’t be read say why and are asked for again', async () => {
  fake.refusals.set('list_numbers', { code: 'internal', message: 'The database is busy.', retry_after_ms: null })
  useUi.getState().openSettings('numbers')
  const { user } = start(fake)
  expect(await screen.findByRole('alert')).toHaveTextContent('The database is busy.')
  fake.refusals.clear()
  await user.click(screen.getByRole('button', { name: 'Try again' }))
  expect(await screen.findByRole('grid')).toBeVisible()
})
