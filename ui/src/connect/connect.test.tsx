import { act, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ConnectQuestion } from '../api/generated'
import { useUi } from '../inbox/ui_state'
import { FakeTransport } from '../test/fake_transport'
import { contact, conversation, incoming, NUMBER } from '../test/make'
import { connect, found, numberCard, problem, steps } from '../test/make_number'
import { start } from '../test/render'

let fake: FakeTransport

beforeEach(() => {
  fake = new FakeTransport()
})

afterEach(() => {
  Reflect.deleteProperty(globalThis, 'isTauri')
})

async function openIntegrations() {
  useUi.getState().openSettings('integrations')
  const app = start(fake)
  await screen.findByRole('heading', { name: 'WhatsApp' })
  return app
}

function goOn(change: Parameters<typeof fake.whatsapp.goOn>[0]) {
  act(() => {
    fake.whatsapp.goOn(change)
  })
}

function ask(question: ConnectQuestion) {
  goOn({
    stage: { stage: 'asking', question },
    steps: steps(question.ask === 'numbers' || question.ask === 'no_number' ? 'numbers' : 'registration', 'asking'),
  })
}

const heading = (name: RegExp | string) => screen.findByRole('heading', { level: 2, name })
const step = (id: string) => document.querySelector(`[data-step=${id}]`)

test('from the button to the first message, with the keyboard alone', async () => {
  Object.assign(globalThis, { isTauri: true })
  fake.whatsapp.numbers = []
  const { user } = await openIntegrations()
  const ways = await screen.findByRole('radio', { name: /New or existing number/ })
  act(() => ways.focus())
  await user.keyboard('{ArrowDown}{Tab}{Enter}')
  expect(await heading('Go on at Meta')).toBeVisible()
  expect(fake.called('start_connect')).toEqual([{ way: 'coexistence', app_id: null }])
  // What had the focus is gone; it is where one goes on.
  expect(screen.getByRole('button', { name: 'Open again' })).toHaveFocus()
  await user.keyboard('{Enter}')
  await waitFor(() => expect(fake.called('open_login_window')).toHaveLength(1))
  await user.click(screen.getByRole('button', { name: 'Finish in browser' }))
  await waitFor(() => expect(fake.called('finish_in_browser')).toHaveLength(1))
  expect(await screen.findByText('https://relay.oakandiron.example/connect/9f2c41d87b')).toBeVisible()

  goOn({ stage: { stage: 'working' }, steps: steps('scopes') })
  expect(await heading(/Connecting WhatsApp: .*Permissions/)).toHaveFocus()
  expect(step('token')).toHaveAttribute('data-state', 'done')
  expect(step('scopes')).toHaveAttribute('data-state', 'running')
  expect(step('numbers')).toHaveAttribute('data-state', 'waiting')

  const card = numberCard()
  fake.whatsapp.numbers = [card]
  goOn({ stage: { stage: 'done', numbers: [card] }, steps: steps('end') })
  expect(await heading('Your number is connected')).toBeVisible()
  expect(screen.getByRole('button', { name: 'Open the inbox' })).toHaveFocus()
  const numbers = within(screen.getByRole('list', { name: 'Connected now' }))
  expect(numbers.getByText('Oak & Iron')).toBeVisible()
  expect(numbers.getByText('+1 555 010 0199')).toBeVisible()
  expect(screen.getByText('It appears here when it arrives.')).toBeVisible()

  const view = conversation({ id: 'c1', contact: contact({ id: 'k1', profile_name: 'Ana' }) })
  act(() => {
    fake.put(view)
    fake.arrive(incoming({ id: 'm1', text: 'Does it work?', at_ms: Date.now() }))
  })
  expect(await screen.findByText(/Arrived\. .*Ana.*Does it work\?/)).toBeVisible()
  await user.click(screen.getByRole('button', { name: 'Open the inbox' }))
  expect(await screen.findByRole('option', { name: /Ana/ })).toBeVisible()
  expect(fake.called('close_connect')).toHaveLength(1)
})

test('the first message is noticed on another page, and an old or a sent one is not it', async () => {
  fake.whatsapp.connect = connect({ stage: { stage: 'done', numbers: [numberCard()] }, steps: steps('end') })
  const { user } = await openIntegrations()
  await screen.findByText('It appears here when it arrives.')
  act(() => {
    fake.put(conversation({ id: 'c1', contact: contact({ id: 'k1', profile_name: 'Ana' }) }))
    fake.arrive(incoming({ id: 'm0', text: 'Long ago', at_ms: Date.now() - 86_400_000 }))
    fake.change('c1', { last: { direction: 'out', kind: 'text', text: 'Ours', at_ms: Date.now(), state: 'sent' } })
  })
  expect(screen.getByText('It appears here when it arrives.')).toBeVisible()
  await user.click(screen.getByRole('tab', { name: 'Numbers' }))
  act(() => fake.arrive(incoming({ id: 'm1', text: 'Now', at_ms: Date.now() })))
  await user.click(screen.getByRole('tab', { name: 'Integrations' }))
  expect(await screen.findByText(/Arrived\./)).toBeVisible()
  await user.click(screen.getByRole('button', { name: 'Open the conversation' }))
  expect(await screen.findByRole('textbox', { name: /Message to .*Ana/ })).toBeVisible()
})

test('without windows there is a link', async () => {
  const { user } = await openIntegrations()
  await user.click(await screen.findByRole('button', { name: 'Connect WhatsApp' }))
  await heading('Go on at Meta')
  goOn({
    stage: { stage: 'at_meta', url: 'https://relay.example/connect/t1', window_open: false, ends_at_ms: Date.now() + 60_000 },
  })
  expect(await screen.findByRole('link', { name: /relay\.example/ })).toHaveAttribute('href', 'https://relay.example/connect/t1')
  expect(screen.queryByRole('button', { name: 'Open again' })).toBeNull()
  await user.click(screen.getByRole('button', { name: 'Copy link' }))
  expect(await navigator.clipboard.readText()).toBe('https://relay.example/connect/t1')
})

test('a failed step names itself, says Meta’s words, the fix, and is tried again alone', async () => {
  fake.whatsapp.connect = connect({
    stage: { stage: 'failed' },
    steps: steps('webhook', 'failed', { problem: problem({ code: 131_031 }) }),
  })
  const { user } = await openIntegrations()
  expect(await heading(/Connecting WhatsApp failed: .*Webhook/)).toBeVisible()
  const failed = within(step('webhook') as HTMLElement)
  expect(failed.getByText('Meta did not subscribe the webhook.')).toBeVisible()
  expect(failed.getByText('(#200) You do not have permission to access this resource')).toBeVisible()
  expect(failed.getByText(/code .*131031/)).toBeVisible()
  expect(failed.getByText(/Give the app access/)).toBeVisible()
  await user.click(failed.getByRole('button', { name: 'Retry this step' }))
  await waitFor(() => expect(fake.called('retry_step')).toEqual([{ step: 'webhook' }]))
  await waitFor(() => expect(step('webhook')).toHaveAttribute('data-state', 'running'))
})

test('a step that can’t be retried leads back to Meta’s pages', async () => {
  fake.whatsapp.connect = connect({
    stage: { stage: 'failed' },
    steps: steps('token', 'failed', { problem: problem({ can_retry: false }) }),
  })
  const { user } = await openIntegrations()
  await heading(/failed/)
  expect(screen.queryByRole('button', { name: 'Retry this step' })).toBeNull()
  await user.click(screen.getByRole('button', { name: 'Back to Meta’s pages' }))
  await waitFor(() => expect(fake.called('open_login_window')).toEqual([{}]))
})

test('a number that can’t be connected any further is connected anew', async () => {
  fake.whatsapp.connect = connect({
    stage: { stage: 'failed' },
    steps: steps('webhook', 'failed', { problem: problem({ can_retry: false }) }),
  })
  const { user } = await openIntegrations()
  await user.click(await screen.findByRole('button', { name: 'Start again' }))
  await waitFor(() => expect(fake.called('start_connect')).toEqual([{ way: 'signup', app_id: null }]))
})

test('leaving Meta’s pages is said in words, and one goes back', async () => {
  fake.whatsapp.connect = connect({ stage: { stage: 'cancelled', words: 'You left while choosing a number.' }, way: 'login' })
  const { user } = await openIntegrations()
  expect(await screen.findByText('You left while choosing a number.')).toBeVisible()
  await user.click(screen.getByRole('button', { name: 'Back to Meta’s pages' }))
  expect(await heading('Go on at Meta')).toBeVisible()
  expect(fake.called('open_login_window')).toEqual([{}])
})

test('adding keeps the others, replacing names each number that goes', async () => {
  const sverige = numberCard({ phone_number_id: '1066', verified_name: 'Sverige', display_phone_number: '+46 8 123' })
  fake.whatsapp.numbers = [numberCard(), sverige]
  const { user } = await openIntegrations()
  ask({
    ask: 'numbers',
    found: [
      found({ phone_number_id: NUMBER.phone_number_id, connected_as: 'Support' }),
      found({ phone_number_id: '2001', verified_name: 'Malmö' }),
      found({ phone_number_id: '2002', verified_name: 'Outlet', unusable: 'Meta has banned this number.' }),
    ],
    others: [sverige],
    suggested: ['2001', '2002'],
  })
  expect(await screen.findByRole('checkbox', { name: /Malmö/ })).toBeChecked()
  expect(screen.getByRole('checkbox', { name: /Outlet/ })).toBeDisabled()
  expect(screen.getByText('Meta has banned this number.')).toBeVisible()
  expect(screen.getByText(/connected as .*Support/)).toBeVisible()

  const plan = () => within(screen.getByRole('region', { name: 'What will happen' }))
  expect(plan().getByText('Kept').nextElementSibling).toHaveTextContent(/Support.*Sverige/)
  await user.click(screen.getByRole('radio', { name: /They are disconnected/ }))
  expect(plan().getByText('Disconnected').nextElementSibling).toHaveTextContent(/Support.*Sverige/)
  expect(screen.getByRole('button', { name: /Connect 1 number, disconnect .*2/ })).toBeEnabled()
  await user.click(screen.getByRole('checkbox', { name: /Support/ }))
  expect(plan().getByText('New token').nextElementSibling).toHaveTextContent('Support')
  expect(plan().getByText('Disconnected').nextElementSibling).toHaveTextContent(/^Sverige/)
  await user.click(screen.getByRole('button', { name: /Connect .*2.* numbers, disconnect .*1/ }))
  await waitFor(() =>
    expect(fake.called('answer_connect')).toEqual([
      { answer: 'numbers', phone_number_ids: ['2001', NUMBER.phone_number_id], mode: 'replace' },
    ]),
  )
})

test('nothing chosen can’t be connected, and a first connection asks nothing about others', async () => {
  fake.whatsapp.numbers = []
  const { user } = await openIntegrations()
  ask({ ask: 'numbers', found: [found({ phone_number_id: '2001' })], others: [], suggested: ['2001'] })
  expect(await screen.findByRole('button', { name: 'Connect 1 number' })).toBeEnabled()
  expect(screen.queryByRole('radio')).toBeNull()
  await user.click(screen.getByRole('checkbox'))
  expect(screen.getByText('Choose at least one number.')).toBeVisible()
  expect(screen.getByRole('button', { name: /Connect .*0/ })).toBeDisabled()
})

test('a PIN has six digits, and a wrong one is said at the field', async () => {
  const { user } = await openIntegrations()
  const pin = { ask: 'pin' as const, phone_number_id: '1', display_phone_number: '+46 70 555', choose: false, wrong: null }
  ask(pin)
  await user.type(await screen.findByLabelText('Six-digit PIN'), '12 34{Enter}')
  expect(screen.getByText('The PIN has six digits.')).toBeVisible()
  await user.clear(screen.getByLabelText('Six-digit PIN'))
  await user.type(screen.getByLabelText('Six-digit PIN'), '123-456{Enter}')
  await waitFor(() => expect(fake.called('answer_connect')).toEqual([{ answer: 'pin', pin: '123456' }]))
  ask({ ...pin, wrong: 'The PIN is not right.' })
  expect(await screen.findByLabelText('Six-digit PIN')).toHaveAccessibleDescription('The PIN is not right.')
  await user.click(screen.getByRole('button', { name: 'Skip for now' }))
  await waitFor(() => expect(fake.called('answer_connect').at(-1)).toEqual({ answer: 'skip' }))
})

test('a number is verified by SMS or call, with a code that can be sent again', async () => {
  const { user } = await openIntegrations()
  const question = {
    ask: 'verification' as const,
    phone_number_id: '1',
    display_phone_number: '+46 70 555',
    choose: false,
    wrong: null,
  }
  ask({ ...question, sent: null })
  await user.click(await screen.findByRole('button', { name: 'Send an SMS' }))
  await waitFor(() => expect(fake.called('answer_connect')).toEqual([{ answer: 'send_code', method: 'sms' }]))
  ask({ ...question, sent: 'sms' })
  await user.type(await screen.findByLabelText('Code'), '12345{Enter}')
  expect(screen.getByText('The code has six digits.')).toBeVisible()
  await user.type(screen.getByLabelText('Code'), '6{Enter}')
  await waitFor(() => expect(fake.called('answer_connect').at(-1)).toEqual({ answer: 'code', code: '123456' }))
  ask({ ...question, sent: 'sms', wrong: 'That code is not right or too old.' })
  expect(await screen.findByText('That code is not right or too old.')).toBeVisible()
  await user.click(screen.getByRole('button', { name: 'Call again' }))
  await waitFor(() => expect(fake.called('answer_connect').at(-1)).toEqual({ answer: 'send_code', method: 'voice' }))
})

test('signed up without a number: back to Meta, or leave it at that', async () => {
  const { user } = await openIntegrations()
  ask({ ask: 'no_number', account_name: 'Oak & Iron' })
  await user.click(await screen.findByRole('button', { name: 'Choose a number at Meta' }))
  await waitFor(() => expect(fake.called('open_login_window')).toHaveLength(1))
  ask({ ask: 'no_number', account_name: 'Oak & Iron' })
  await user.click(await screen.findByRole('button', { name: 'Leave it without a number' }))
  await waitFor(() => expect(fake.called('answer_connect')).toEqual([{ answer: 'skip' }]))
})

test('elsewhere one quiet line says where the connection is, and leads back', async () => {
  const { user } = start(fake)
  await screen.findByRole('heading', { name: 'Inbox' })
  goOn({ stage: { stage: 'working' }, steps: steps('webhook') })
  expect(await screen.findByText(/Connecting WhatsApp: .*Webhook/)).toBeVisible()
  ask({ ask: 'pin', phone_number_id: '1', display_phone_number: '+46', choose: false, wrong: null })
  expect(await screen.findByText('The number asks for its PIN')).toBeVisible()
  await user.click(screen.getByRole('button', { name: 'Go on' }))
  expect(await screen.findByLabelText('Six-digit PIN')).toBeVisible()
  expect(screen.queryByRole('button', { name: 'Go on' })).toBeNull()
  await user.click(screen.getByRole('button', { name: 'Cancel' }))
  expect(await screen.findByRole('button', { name: 'Connect WhatsApp' })).toBeVisible()
  expect(document.activeElement).not.toBe(document.body)
})
