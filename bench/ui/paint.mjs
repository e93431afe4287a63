// Opens the inbox in Chromium and says when each expected message was painted in the open thread.
//
// node paint.mjs ADDRESS CUSTOMER PREFIX COUNT
// Prints "ready", and when all are there one line of JSON: { drift_ms, painted: [[number, epoch milliseconds], ...] }.

import { createRequire } from 'node:module'

const fromUi = createRequire(new URL('../../ui/package.json', import.meta.url))
const { chromium } = fromUi('playwright-core')

const [address, customer, prefix, count] = process.argv.slice(2)
const browser = await chromium.launch({
  executablePath: process.env.FRONTDESK_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
})
const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' })
await page.goto(address)
await page.getByRole('option').filter({ hasText: customer }).first().click()
await page.getByRole('list', { name: 'Messages' }).getByRole('listitem').first().waitFor()

await page.evaluate(
  ([prefix, count]) => {
    const seen = new Set()
    const painted = []
    const wanted = new RegExp(`${prefix} (\\d+)\\.`)
    globalThis.allPainted = new Promise((resolve) => {
      const look = (element) => {
        for (const row of element.closest?.('[data-message]') ? [element] : (element.querySelectorAll?.('[data-message]') ?? [])) {
          const number = wanted.exec(row.textContent)?.[1]
          if (number === undefined || seen.has(number)) continue
          seen.add(number)
          // The second frame begins when the first one, with the bubble in it, has been handed to the screen.
          requestAnimationFrame(() =>
            requestAnimationFrame(() => {
              painted.push([Number(number), performance.timeOrigin + performance.now()])
              if (painted.length === count) resolve({ drift_ms: Date.now() - performance.timeOrigin - performance.now(), painted })
            }),
          )
        }
      }
      new MutationObserver((changes) => {
        for (const change of changes) for (const node of change.addedNodes) if (node instanceof Element) look(node)
      }).observe(document.body, { childList: true, subtree: true })
    })
  },
  [prefix, Number(count)],
)
console.log('ready')
console.log(JSON.stringify(await page.evaluate(() => globalThis.allPainted)))
await browser.close()
