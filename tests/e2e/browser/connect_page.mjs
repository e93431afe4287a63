// Connecting WhatsApp as an admin sees it, in Debian's Chromium: the app in one page, Meta's pages in others.

import { createRequire } from 'node:module'

// The browser driver is a dependency of the UI; these tests have no packages of their own.
const fromUi = createRequire(new URL('../../../ui/package.json', import.meta.url))
const { chromium } = fromUi('playwright-core')
const { source: axe } = fromUi('axe-core')

let browser

export async function closeBrowser() {
  await browser?.close()
}

/** The app of a host whose workspace is not set up yet, signed in. */
export async function openApp(host, { width = 1280, height = 860 } = {}) {
  browser ??= await chromium.launch({
    executablePath: process.env.FRONTDESK_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  })
  const context = await browser.newContext({ viewport: { width, height }, locale: 'en-GB', reducedMotion: 'reduce' })
  context.setDefaultTimeout(8_000)
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: host.inbox.origin })
  const page = await context.newPage()
  const complaints = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  await page.goto(host.inbox.href)
  const app = {
    page,
    context,
    complaints,
    setUp: async () => {
      await page.getByRole('textbox', { name: 'Relay address' }).fill(host.relay)
      await page.getByRole('textbox', { name: 'Setup code' }).fill(host.code)
      await page.getByRole('textbox', { name: 'Workspace name' }).fill('Casa Verde')
      await page.getByRole('textbox', { name: 'Your name' }).fill('Alex')
      await page.getByRole('button', { name: 'Create workspace' }).click()
      await page.getByText('How do you want to connect?').waitFor()
    },
    section: async (name) => {
      await page.getByRole('button', { name: 'Settings', exact: true }).click()
      await page.getByRole('tab', { name }).click()
      await page.getByRole('heading', { level: 1, name }).waitFor()
    },
    /** Chooses a way and presses the button; the address of Meta's pages is shown then. */
    begin: async (way) => {
      const choice = page.getByRole('radio', { name: new RegExp(`^${way}`) })
      await choice.waitFor({ state: 'attached' })
      await page.getByText(way, { exact: true }).click()
      await page.getByRole('button', { name: 'Connect WhatsApp' }).click()
      await page.getByRole('link', { name: /\/connect\// }).waitFor()
    },
    /** Meta's pages in a page of their own, as somebody who follows the link. */
    goToMeta: async () => {
      const coming = context.waitForEvent('page')
      await page.getByRole('link', { name: /\/connect\// }).click()
      return await coming
    },
    /** The window that Embedded Signup opens out of the relay's page. */
    goToSignup: async () => {
      const relay = await app.goToMeta()
      const coming = relay.waitForEvent('popup')
      await relay.getByRole('button', { name: 'Continue with Meta' }).click()
      return { relay, meta: await coming }
    },
    step: (step) => page.locator(`[data-step="${step}"]`),
    stepIs: (step, ...states) =>
      page.locator(states.map((s) => `[data-step="${step}"][data-state="${s}"]`).join(',')).waitFor({ state: 'attached' }),
    number: (name) => page.getByRole('row').filter({ hasText: name }),
    act: async (name, action) => {
      await app.number(name).getByRole('button').click()
      await page.getByRole('menuitem', { name: action }).click()
    },
    violations: async () => {
      const found = []
      for (const colorScheme of ['light', 'dark']) {
        await page.emulateMedia({ colorScheme })
        // Colours that are still on their way to the other scheme have the contrast of neither.
        await page.evaluate(async () => {
          await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
          const moving = document.getAnimations().filter((animation) => animation instanceof CSSTransition)
          await Promise.allSettled(moving.map((transition) => transition.finished))
        })
        // Not as a script element: the page's policy rightly refuses those.
        await page.evaluate(axe)
        const { violations } = await page.evaluate(() =>
          globalThis.axe.run({ exclude: ['[data-live-announcer]'] }, { resultTypes: ['violations'] }),
        )
        found.push(...violations.map((v) => `${colorScheme}: ${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`))
      }
      await page.emulateMedia({ colorScheme: 'light' })
      return found
    },
    close: () => context.close(),
  }
  return app
}

/** Goes through Meta's pages from step to step. `choose` says what else to do on one, by its name. */
export async function goThrough(meta, choose = {}) {
  const seen = []
  for (;;) {
    const main = meta.locator('main[data-step]')
    await main.waitFor()
    const step = await main.getAttribute('data-step')
    if (step === 'done') return seen
    seen.push(step)
    const stays = await choose[step]?.(meta)
    if (stays === 'stop') return seen
    const closing = meta.waitForEvent('close').then(() => 'closed')
    const moving = meta
      .waitForFunction((was) => document.querySelector('main[data-step]')?.dataset.step !== was, step)
      .then(
        () => 'moved',
        () => 'closed',
      )
    if (stays !== 'pressed') await meta.locator('#continue').click()
    if ((await Promise.race([closing, moving])) === 'closed' || meta.isClosed()) return seen
    // A plain login ends on the relay's page.
    if ((await meta.locator('main[data-step]').count()) === 0) return seen
  }
}

/** The sandbox's own interface: faults, codes, customers. */
export function sandboxOf(address) {
  return async (path, body, method = body === undefined ? 'GET' : 'POST') => {
    const answer = await fetch(new URL(path, address), {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
    return answer.json()
  }
}
