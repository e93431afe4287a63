// Connecting WhatsApp as an admin does, from a workspace without a number: real engine, relay and sandbox.

import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { closeBrowser, goThrough, openApp, sandboxOf } from './connect_page.mjs'
import { startHost } from './host.mjs'

const pictures = process.env.FRONTDESK_SCREENSHOTS ?? new URL('../../../test-results/browser/', import.meta.url).pathname
const FIRST = { id: '106540352242922', waba: '102290129340398', shown: '+34 910 55 01 10', name: 'Casa Verde' }
const ALL_STEPS = [
  'code',
  'token',
  'scopes',
  'business',
  'account',
  'numbers',
  'webhook',
  'registration',
  'display_name',
  'quality',
  'templates',
]

let host
let app
let sandbox
const picture = (name) => app.page.screenshot({ path: `${pictures}/connect-${name}.png` })

before(async () => {
  mkdirSync(pictures, { recursive: true })
  host = await startHost('--demo=setup')
  sandbox = sandboxOf(host.sandbox)
  app = await openApp(host)
})
after(async () => {
  await closeBrowser()
  await host?.stop()
})

test('a fresh workspace begins where WhatsApp is connected', async () => {
  assert.deepEqual(await app.violations(), [])
  await app.setUp()
  await app.page.getByRole('button', { name: 'Connect WhatsApp' }).waitFor()
  assert.deepEqual(await app.violations(), [])
  await picture('integrations')
})

test('leaving Meta’s pages is said with the place, and one goes back to them', async () => {
  await app.begin('New or existing number')
  assert.deepEqual(await app.violations(), [])
  await picture('at-meta')
  const { relay, meta } = await app.goToSignup()
  await goThrough(meta, {
    number: async (page) => {
      await page.locator('#cancel').click()
      return 'pressed'
    },
  })
  await app.page.getByText(/You left Meta's pages while/).waitFor()
  await relay.close()
  assert.deepEqual(await app.violations(), [])
  await picture('cancelled')
  await app.page.getByRole('button', { name: 'Back to Meta’s pages' }).click()
  await app.page.getByRole('link', { name: /\/connect\// }).waitFor()
})

test('a step that fails is named, says why, and works when it is tried again', async () => {
  await sandbox('/_sandbox/knobs', {
    on: 'graph',
    endpoint: 'subscribe',
    fault: { kind: 'worded_error', code: 100, subcode: null, message: 'Unsupported post request.' },
    times: 1,
  })
  const { relay, meta } = await app.goToSignup()
  await goThrough(meta)
  await app.stepIs('numbers', 'asking', 'done')
  if ((await app.step('numbers').getAttribute('data-state')) === 'asking') {
    await picture('choose')
    assert.deepEqual(await app.violations(), [])
    await app.page
      .getByRole('button', { name: /^(Connect|Add)/ })
      .first()
      .click()
  }
  await app.stepIs('webhook', 'failed')
  await app.step('webhook').getByText('Unsupported post request.').waitFor()
  assert.deepEqual(await app.violations(), [])
  await picture('failed')
  await app.step('webhook').getByRole('button', { name: 'Retry this step' }).click()
  await app.page.getByText('Send a message from your phone to').waitFor()
  await relay.close()
})

test('the customer’s first message ticks, and the answer goes out', async () => {
  assert.deepEqual(await app.violations(), [])
  await picture('done')
  const { id } = await sandbox('/_sandbox/customers', { name: 'Ana Torres', wa_id: '12025550101' })
  const chat = `/_sandbox/chats/${id}/${FIRST.id}`
  await sandbox(`${chat}/messages`, { text: 'Do you have the blue one?' })
  await app.page.locator('[data-arrived=true]').waitFor()
  await picture('first-message')
  await app.page.getByRole('button', { name: 'Open the conversation' }).click()
  const composer = app.page.getByRole('textbox', { name: /^Message to/ })
  await composer.fill('Yes, we do')
  await composer.press('Enter')
  await app.page
    .getByRole('list', { name: 'Messages' })
    .getByRole('button', { name: /^(Delivered|Read)$/ })
    .waitFor()
  const { messages } = await sandbox(chat)
  assert.deepEqual(
    messages.filter((m) => m.direction === 'outbound').map((m) => m.text),
    ['Yes, we do'],
  )
})

test('the table shows name, number and state, and all steps have their tick', async () => {
  await app.section('Integrations')
  for (const step of ALL_STEPS) await app.stepIs(step, 'done', 'skipped', 'noted')
  await app.page.getByRole('button', { name: 'Close', exact: true }).click()
  await app.section('Numbers')
  const row = app.number(FIRST.name).filter({ hasText: FIRST.shown })
  await row.getByText('Running').waitFor()
  await row.getByText(/At Meta: .?connected/).waitFor()
  assert.deepEqual(await app.violations(), [])
  await picture('numbers')
})

test('a number is stopped and started', async () => {
  await app.act(FIRST.shown, /^Stop/)
  await app.number(FIRST.shown).getByText('Stopped', { exact: true }).waitFor()
  await app.act(FIRST.shown, /^Start/)
  await app.number(FIRST.shown).getByText('Running', { exact: true }).waitFor({ timeout: 20_000 })
})

test('the doctor runs all checks to the end, and its report can be copied', async () => {
  await app.act(FIRST.shown, /doctor/)
  const dialog = app.page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Run all checks' }).click()
  await dialog.getByRole('button', { name: 'Copy report' }).waitFor()
  const checks = dialog.getByRole('list', { name: 'Checks' }).getByRole('listitem')
  assert.equal(await checks.count(), 20)
  assert.deepEqual(await app.violations(), [])
  await picture('doctor')
  await dialog.getByRole('button', { name: 'Copy report' }).click()
  const report = await app.page.evaluate(() => navigator.clipboard.readText())
  assert.match(report, new RegExp(FIRST.id))
  assert.doesNotMatch(report, /EAA/)
  await app.page.keyboard.press('Escape')
  await app.page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
})

test('the log tells what happened, by level and by words', async () => {
  await app.section('Connection log')
  const lines = app.page.getByRole('list', { name: 'Connection log' }).getByRole('listitem')
  await lines.filter({ hasText: 'Connected by a login at Meta.' }).waitFor()
  assert.deepEqual(await app.violations(), [])
  await picture('log')
  await app.page.getByRole('searchbox', { name: 'Words in the log' }).fill('by a login')
  await lines.filter({ hasNotText: 'by a login' }).first().waitFor({ state: 'detached' })
  assert.equal(await lines.count(), 1)
  await app.page.getByRole('searchbox', { name: 'Words in the log' }).fill('')
})

test('disconnecting keeps the history', async () => {
  await app.section('Numbers')
  await app.act(FIRST.shown, /^Disconnect/)
  const dialog = app.page.getByRole('dialog').or(app.page.getByRole('alertdialog'))
  assert.deepEqual(await app.violations(), [])
  await picture('disconnect')
  await dialog.getByRole('button', { name: /^Disconnect/ }).click()
  await app.number(FIRST.shown).waitFor({ state: 'detached' })
  await app.page.getByRole('button', { name: 'Inbox', exact: true }).click()
  await app.page.getByRole('option').filter({ hasText: 'Ana Torres' }).waitFor()
})

test('an account that exists is connected by a login', async () => {
  await app.section('Integrations')
  await app.begin('I have an account with access')
  const meta = await app.goToMeta()
  await goThrough(meta)
  await app.stepIs('numbers', 'asking')
  await picture('choose-several')
  assert.deepEqual(await app.violations(), [])
})
