// Opens the inbox in Chromium and says when each expected message was painted in the open thread.
//
// node paint.mjs ADDRESS CUSTOMER PREFIX COUNT
// Prints "ready" and, after every COUNT messages, a line of JSON: { drift_ms, painted: [{ number, inserted_ms, painted_ms }, ...] } in epoch
// milliseconds. Goes on until it is killed.

import { createRequire } from 'node:module'

const fromUi = createRequire(new URL('../../ui/package.json', import.meta.url))
const { chromium } = fromUi('playwright-core')

const [address, customer, prefix, count] = process.argv.slice(2)
const browser = await chromium.launch({
  executablePath: process.env.FRONTDESK_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
})
const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' })
await page.exposeFunction('report', (line) => console.log(line))
await page.goto(address)
await page.getByRole('option').filter({ hasText: customer }).first().click()
await page.getByRole('list', { name: 'Messages' }).getByRole('listitem').first().waitFor()

await page.evaluate(
  ([prefix, count]) => {
    const seen = new Set()
    let painted = []
    const wanted = new RegExp(`${prefix} (\\d+)\\.`)
    const epoch = () => performance.timeOrigin + performance.now()
    // All rows that are there, whichever changed: the list may use a row again for another message.
    const look = () => {
      // As someone who reads along: a thread that stays at its first unread message does not build what comes below the window.
      let box = document.querySelector('[data-message]')?.parentElement
      while (box && getComputedStyle(box).overflowY !== 'auto' && getComputedStyle(box).overflowY !== 'scroll') box = box.parentElement
      if (box && box.scrollTop + box.clientHeight < box.scrollHeight - 1) box.scrollTop = box.scrollHeight
      for (const row of document.querySelectorAll('[data-message]')) {
        const number = wanted.exec(row.textContent)?.[1]
        if (number === undefined || seen.has(number)) continue
        seen.add(number)
        const inserted_ms = epoch()
        // An animation frame begins just before its painting, and a message that is posted in it arrives right after.
        requestAnimationFrame(() => {
          const channel = new MessageChannel()
          channel.port1.onmessage = () => {
            channel.port1.close()
            painted.push({ number: Number(number), inserted_ms, painted_ms: epoch() })
            if (painted.length === count) {
              globalThis.report(JSON.stringify({ drift_ms: Date.now() - epoch(), painted }))
              painted = []
            }
          }
          channel.port2.postMessage(null)
        })
      }
    }
    new MutationObserver(look).observe(document.body, { attributes: true, characterData: true, childList: true, subtree: true })
  },
  [prefix, Number(count)],
)
console.log('ready')
