// The inbox in an ordinary browser, against the real engine, relay and sandbox. See README.md for how to run it.

import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { newCustomer, required } from './customers.mjs'
import { closeBrowser, openInbox, signIn } from './inbox_page.mjs'

const pictures = process.env.FRONTDESK_SCREENSHOTS ?? new URL('../../../test-results/browser/', import.meta.url).pathname
const address = new URL(required('FRONTDESK_URL'))

before(async () => {
  mkdirSync(pictures, { recursive: true })
  const { shown } = await signIn()
  assert.ok(!shown.includes('token'), 'the one-time token leaves the address')
})
after(closeBrowser)

/** Waits for something that another program does. */
async function until(what, holds) {
  const giveUpAt = Date.now() + 10_000
  while (Date.now() < giveUpAt) {
    if (await holds()) return
    await new Promise((resolve) => setImmediate(resolve))
  }
  assert.fail(`${what}: not within 10 s`)
}

test('the one-time link works once', async () => {
  const again = await fetch(new URL('/api/session', address), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token: new URLSearchParams(address.hash.slice(1)).get('token') }),
  })
  assert.equal(again.status, 401)
})

test('a customer writes, and the message is in the inbox', async () => {
  const inbox = await openInbox()
  const ana = await newCustomer('Ana Torres')
  await ana.writes('Do you have the blue one?')
  const row = inbox.row('Ana Torres')
  await row.getByText('Do you have the blue one?').waitFor()
  await row.getByRole('img', { name: /1 unread message/ }).waitFor()
  await inbox.open('Ana Torres')
  await inbox.bubble('Do you have the blue one?').waitFor()
  await ana.writes('Size 42')
  await inbox.bubble('Size 42').waitFor()
  await row.getByRole('img', { name: /unread/ }).waitFor({ state: 'detached' })
  assert.deepEqual(inbox.complaints, [])
  await inbox.close()
})

test('a reply goes out and its ticks advance as the customer receives and opens it', async () => {
  const inbox = await openInbox()
  const ben = await newCustomer('Ben Adler')
  await ben.goesOffline()
  await ben.writes('Hello?')
  await inbox.open('Ben Adler')
  await inbox.composer().fill('Good morning, *Ben*')
  await inbox.composer().press('Enter')
  await inbox.bubble('Good morning, Ben').waitFor()
  assert.equal(await inbox.composer().inputValue(), '')
  await inbox.tick('Good morning, Ben', 'Sent')
  await ben.comesOnline()
  await inbox.tick('Good morning, Ben', 'Delivered')
  await ben.opensChat()
  await inbox.tick('Good morning, Ben', 'Read')
  assert.deepEqual(await ben.received(), ['Good morning, *Ben*'])
  assert.equal(await inbox.bubble('Good morning, Ben').count(), 1)
  await inbox.close()
})

test('a draft survives a reload', async () => {
  const inbox = await openInbox()
  const cara = await newCustomer('Cara Diaz')
  await cara.writes('When do you open?')
  await inbox.open('Cara Diaz')
  await inbox.composer().fill('We open at')
  await inbox.row('Cara Diaz').getByText('We open at').waitFor()
  await inbox.page.reload()
  await inbox.row('Cara Diaz').getByText('Draft').waitFor()
  await inbox.open('Cara Diaz')
  assert.equal(await inbox.composer().inputValue(), 'We open at')
  await inbox.composer().fill('')
  await inbox.row('Cara Diaz').getByText('Draft').waitFor({ state: 'detached' })
  await inbox.close()
})

test('the whole journey works without a mouse', async () => {
  const inbox = await openInbox()
  const dan = await newCustomer('Dan Evers')
  await dan.writes('Keyboard only, please')
  await inbox.row('Dan Evers').waitFor()
  const { page } = inbox
  await page.getByRole('listbox', { name: 'Conversations' }).focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'Dan Evers' }).waitFor()
  await page.waitForFunction(() => document.activeElement?.matches('textarea'))
  await page.keyboard.type('First line')
  await page.keyboard.press('Shift+Enter')
  await page.keyboard.type('second line')
  await page.keyboard.press('Enter')
  await until('the reply on the phone', async () => (await dan.received()).includes('First line\nsecond line'))
  await page.keyboard.press('Escape')
  await page.waitForFunction(() => document.activeElement?.matches('[role=listbox]'))
  await page.keyboard.press('j')
  await page.getByRole('heading', { level: 1, name: 'Dan Evers' }).waitFor({ state: 'detached' })
  await page.keyboard.press('k')
  await page.getByRole('heading', { level: 1, name: 'Dan Evers' }).waitFor()
  await page.keyboard.press('r')
  await page.waitForFunction(() => document.activeElement?.matches('textarea'))
  await inbox.close()
})

test('right-to-left and emoji names keep their order and their end', async () => {
  const inbox = await openInbox()
  const nour = await newCustomer('نور الحسن')
  await nour.writes('مرحبا، هل المتجر مفتوح؟ Daniel asks')
  const star = await newCustomer('👩‍🚀 Val 🌙')
  await star.writes('🙂')
  await inbox.open('نور الحسن')
  const direction = await inbox
    .bubble('مرحبا')
    .locator('[dir=auto]')
    .first()
    .evaluate((bubble) => getComputedStyle(bubble).direction)
  assert.equal(direction, 'rtl')
  await inbox.page.screenshot({ path: `${pictures}/rtl.png` })
  await inbox.open('👩‍🚀 Val 🌙')
  await inbox.bubble('🙂').waitFor()
  await inbox.close()
})

test('more unread than fit opens where it begins, and is read once its end is seen', async () => {
  const inbox = await openInbox()
  const ivo = await newCustomer('Ivo Jansen')
  for (let i = 1; i <= 30; i++) await ivo.writes(`Question ${i}.`)
  const row = inbox.row('Ivo Jansen')
  await row.getByRole('img', { name: /30.? unread/ }).waitFor()
  await inbox.open('Ivo Jansen')
  const mark = inbox.thread().getByText('New', { exact: true })
  await mark.waitFor()
  await inbox.page.getByRole('button', { name: /30.? new messages/ }).waitFor()
  const [list, line] = [await inbox.thread().boundingBox(), await mark.boundingBox()]
  assert.ok(line.y >= list.y && line.y < list.y + list.height / 2, 'the line is in the upper half')
  assert.equal(await row.getByRole('img', { name: /30.? unread/ }).count(), 1)
  await inbox.page.getByRole('button', { name: /30.? new messages/ }).click()
  await row.getByRole('img', { name: /unread/ }).waitFor({ state: 'detached' })
  await inbox.close()
})

test('a message is copied as it was written', async () => {
  const inbox = await openInbox()
  const kim = await newCustomer('Kim Lund')
  await kim.writes('It is *bold*')
  await inbox.row('Kim Lund').getByText('It is bold').waitFor()
  await inbox.open('Kim Lund')
  const bubble = inbox.bubble('It is bold')
  await bubble.getByText('bold').hover()
  await bubble.getByRole('button', { name: 'Copy' }).click()
  const copied = () => inbox.page.evaluate(() => navigator.clipboard.readText())
  await until('the copy', async () => (await copied()) === 'It is *bold*')
  await inbox.page.evaluate(() => navigator.clipboard.writeText(''))
  await bubble.getByText('bold').click({ button: 'right' })
  await inbox.page.getByRole('menuitem', { name: 'Show raw' }).waitFor()
  assert.deepEqual(await inbox.violations(), [])
  await inbox.page.getByRole('menuitem', { name: 'Copy' }).click()
  await until('the copy from the menu', async () => (await copied()) === 'It is *bold*')
  await inbox.close()
})

test('what a customer writes is never markup', async () => {
  const inbox = await openInbox()
  const eve = await newCustomer('Eve <b>Bold</b>')
  await eve.writes('<img src=x onerror="document.title=1"><script>document.title=2</script>')
  await inbox.open('Eve <b>Bold</b>')
  await inbox.bubble('<img src=x').waitFor()
  assert.equal(await inbox.thread().locator('img, script').count(), 0)
  assert.match(await inbox.page.title(), /Frontdesk/)
  await inbox.close()
})

test('a kind that is not shown yet is named, and its original can be read', async () => {
  const inbox = await openInbox()
  const fay = await newCustomer('Fay Grant')
  await fay.writes('Look')
  await fay.sends('location', { latitude: 1.5, longitude: 2.5, name: 'Harbour' })
  await inbox.open('Fay Grant')
  const bubble = inbox.bubble('Location')
  await bubble.getByRole('button', { name: 'Show raw' }).click()
  await inbox.page.getByRole('dialog').getByText('"latitude": 1.5').waitFor()
  await inbox.close()
})

for (const colorScheme of ['light', 'dark']) {
  test(`no accessibility faults in ${colorScheme}, and a picture of it`, async () => {
    const inbox = await openInbox({ colorScheme, reducedMotion: 'reduce' })
    assert.deepEqual(await inbox.violations(), [])
    const name = `Gil ${colorScheme}`
    const gil = await newCustomer(name)
    await gil.writes('Is the *walnut* lamp back?\n- large\n- small\nhttps://example.com/lamp')
    await inbox.open(name)
    await inbox.composer().fill('Yes, _both_')
    await inbox.page.getByRole('region', { name: 'As the customer will see it' }).waitFor()
    assert.deepEqual(await inbox.violations(), [])
    await inbox.page.screenshot({ path: `${pictures}/inbox-${colorScheme}.png` })
    await inbox.page.getByRole('button', { name: 'Settings' }).click()
    await inbox.page.getByRole('tab', { name: 'General' }).waitFor()
    assert.deepEqual(await inbox.violations(), [])
    assert.deepEqual(inbox.complaints, [])
    await inbox.close()
  })
}

test('a narrow window shows the list or the thread, and the way back', async () => {
  const inbox = await openInbox({ width: 600, height: 700 })
  const name = 'Hal Ibsen'
  const hal = await newCustomer(name)
  await hal.writes('Hi')
  await inbox.open(name)
  assert.equal(await inbox.row(name).isVisible(), false)
  await inbox.page.screenshot({ path: `${pictures}/narrow.png` })
  await inbox.page.getByRole('button', { name: 'Back to the inbox' }).click()
  await inbox.row(name).waitFor()
  assert.deepEqual(await inbox.violations(), [])
  await inbox.close()
})
