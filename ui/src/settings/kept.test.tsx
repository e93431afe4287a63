import { screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { FakeTransport } from '../test/fake_transport'
import { start } from '../test/render'

async function openSettings(fake: FakeTransport) {
  const { user } = start(fake)
  await user.click(await screen.findByRole('button', { name: 'Settings' }))
  await user.click(await screen.findByRole('tab', { name: 'Kept updates' }))
  const part = await screen.findByRole('region', { name: 'Updates this version can’t show' })
  return { user, part: within(part) }
}

test('nothing kept is one calm line', async () => {
  const { part } = await openSettings(new FakeTransport())
  expect(await part.findByText(/^None\./)).toBeVisible()
  expect(part.queryByRole('button')).toBeNull()
})

test('kept updates are named in plain words, page by page, with their originals', async () => {
  const fake = new FakeTransport()
  const subjects = ['account_update', 'unreadable', 'flows_v9']
  fake.kept = Array.from({ length: 45 }, (_, i) => ({
    entry_id: `e${i}`,
    position: 0,
    subject: subjects[i] ?? 'account_alerts',
    received_at_ms: Date.parse('2026-11-03T14:05:09') - i * 60_000,
  }))
  const { user, part } = await openSettings(fake)
  expect(await part.findByText('Account update')).toBeVisible()
  expect(part.getByText('Unreadable entry')).toBeVisible()
  expect(part.getByText(/flows_v9/)).toBeVisible()
  expect(part.getByText(/05:09/)).toBeVisible()
  expect(part.getAllByRole('listitem')).toHaveLength(20)
  await user.click(part.getByRole('button', { name: 'Show more' }))
  await waitFor(() => expect(part.getAllByRole('listitem')).toHaveLength(40))
  await user.click(part.getByRole('button', { name: 'Show more' }))
  await waitFor(() => expect(part.getAllByRole('listitem')).toHaveLength(45))
  expect(part.queryByRole('button', { name: 'Show more' })).toBeNull()
  await user.click(part.getAllByRole('button', { name: 'Show raw' })[1] as HTMLElement)
  expect(await screen.findByText(/"entry": "e1"/)).toBeVisible()
})

test('what can’t be listed says why and can be asked again', async () => {
  const fake = new FakeTransport()
  fake.refusals.set('list_kept', { code: 'internal', message: 'The database is busy. Try again.', retry_after_ms: null })
  const { user, part } = await openSettings(fake)
  expect(await part.findByRole('alert')).toHaveTextContent('The database is busy.')
  fake.refusals.clear()
  await user.click(part.getByRole('button', { name: 'Try again' }))
  expect(await part.findByText(/^None\./)).toBeVisible()
})
