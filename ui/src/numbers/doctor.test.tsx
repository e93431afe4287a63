import { act, screen, waitFor, within } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { useUi } from '../inbox/ui_state'
import { FakeTransport } from '../test/fake_transport'
import { NUMBER } from '../test/make'
import { start } from '../test/render'

let fake: FakeTransport

beforeEach(() => {
  fake = new FakeTransport()
})

async function openDoctor() {
  useUi.getState().openSettings('numbers')
  useUi.getState().setNumberTask({ task: 'doctor', phoneNumberId: NUMBER.phone_number_id })
  const app = start(fake)
  await screen.findByRole('dialog', { name: /Doctor for .*Oak & Iron/ })
  return app
}

const checks = () => within(screen.getByRole('list', { name: 'Checks' }))

test('one key runs every check in order, and results come as they are found', async () => {
  const { user } = await openDoctor()
  expect(screen.getByRole('button', { name: 'Run all checks' })).toHaveFocus()
  await user.keyboard('{Enter}')
  expect(await screen.findByRole('button', { name: 'Stop' })).toHaveFocus()
  expect(fake.called('stop_doctor')).toHaveLength(0)
  expect(fake.called('run_doctor')).toEqual([{ phone_number_id: '1065', test_phone: '' }])
  expect(checks().getAllByRole('listitem')).toHaveLength(20)
  act(() => fake.whatsapp.check({ check: 'relay_connected', state: 'good', words: 'In 41 ms.' }))
  act(() =>
    fake.whatsapp.check({
      check: 'subscription',
      state: 'bad',
      words: 'The account is not subscribed to this app.',
      fix: 'Connect the number again.',
    }),
  )
  expect(await checks().findByText('In 41 ms.')).toBeVisible()
  expect(checks().getByText('The account is not subscribed to this app.')).toBeVisible()
  expect(checks().getByText('Connect the number again.')).toBeVisible()
  expect(checks().getByText('(broken)')).toBeInTheDocument()
  expect(screen.getByText(/2.* of .*20.* checked/)).toBeVisible()

  act(() =>
    fake.whatsapp.check(
      { check: 'token', state: 'good' },
      { running: false, report: 'Frontdesk connection report\nToken: good' },
    ),
  )
  await user.click(await screen.findByRole('button', { name: 'Copy report' }))
  expect(await navigator.clipboard.readText()).toBe('Frontdesk connection report\nToken: good')
  expect(screen.getAllByText(/1.* to mend/)[0]).toBeInTheDocument()
})

test('a phone for the self-test is taken as people write it', async () => {
  const { user } = await openDoctor()
  await user.type(screen.getByLabelText(/Phone for a self-test/), '123{Enter}')
  expect(screen.getByText(/Enter the number with its country code/)).toBeVisible()
  await user.clear(screen.getByLabelText(/Phone for a self-test/))
  await user.type(screen.getByLabelText(/Phone for a self-test/), '+44 (7700) 900-123{Enter}')
  await waitFor(() => expect(fake.called('run_doctor')).toEqual([{ phone_number_id: '1065', test_phone: '447700900123' }]))
})

test('it can be stopped, and closing it does not stop it', async () => {
  const { user } = await openDoctor()
  await user.keyboard('{Enter}')
  await screen.findByRole('button', { name: 'Stop' })
  await user.keyboard('{Escape}')
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  await waitFor(() => expect(screen.getByRole('row', { name: /Oak & Iron/ })).toHaveFocus())
  await user.keyboard('d')
  await user.click(await screen.findByRole('button', { name: 'Stop' }))
  await waitFor(() => expect(fake.called('stop_doctor')).toHaveLength(1))
  expect(await screen.findByRole('button', { name: 'Run again' })).toBeVisible()
})

test('why it can’t run is said', async () => {
  fake.refusals.set('run_doctor', { code: 'refused', message: 'The doctor is busy with another number.', retry_after_ms: null })
  const { user } = await openDoctor()
  await user.keyboard('{Enter}')
  expect(await screen.findByRole('alert')).toHaveTextContent('The doctor is busy with another number.')
})
