// The inbox as a person sees it, in Debian's Chromium.

import { createRequire } from 'node:module'
import { required } from './customers.mjs'

// The browser driver is a dependency of the UI; these tests have no packages of their own.
const fromUi = createRequire(new URL('../../../ui/package.json', import.meta.url))
const { chromium } = fromUi('playwright-core')
const { source: axe } = fromUi('axe-core')

const address = new URL(required('FRONTDESK_URL'))
const SESSION = 'frontdesk-session'

let browser
let session

/** Signs in with the one-time link, as one does by opening the printed address. */
export async function signIn() {
  browser = await chromium.launch({
    executablePath: process.env.FRONTDESK_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  })
  const page = await browser.newPage()
  await page.goto(address.href)
  await page.getByRole('option').first().waitFor()
  session = await page.evaluate((key) => sessionStorage.getItem(key), SESSION)
  const shown = page.url()
  await page.close()
  return { shown }
}

export async function closeBrowser() {
  await browser?.close()
}

/** A window of the inbox; everything that its console complains about is kept in `complaints`. */
export async function openInbox({ width = 1280, height = 800, colorScheme = 'light', reducedMotion = 'no-preference' } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme, reducedMotion, locale: 'en-GB' })
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await context.addInitScript(([key, value]) => sessionStorage.setItem(key, value), [SESSION, session])
  const page = await context.newPage()
  const complaints = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  await page.goto(address.origin)
  await page.getByRole('option').first().waitFor()
  const inbox = {
    page,
    complaints,
    row: (name) => page.getByRole('option').filter({ hasText: name }),
    thread: () => page.getByRole('list', { name: 'Messages' }),
    bubble: (text) => page.getByRole('list', { name: 'Messages' }).getByRole('listitem').filter({ hasText: text }),
    composer: () => page.getByRole('textbox', { name: /^Message to/ }),
    open: async (name) => {
      await inbox.row(name).click()
      await page.getByRole('heading', { level: 1, name }).waitFor()
    },
    /** Waits for a bubble whose tick has this name. */
    tick: (text, state) => inbox.bubble(text).getByRole('button', { name: state, exact: true }).waitFor(),
    violations: async () => {
      // Not as a script element: the page's policy rightly refuses those.
      await page.evaluate(axe)
      const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }))
      return violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`)
    },
    close: () => context.close(),
  }
  return inbox
}
