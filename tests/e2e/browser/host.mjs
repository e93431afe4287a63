// A host of one's own: a fresh relay, sandbox and device, which end with the stories.

import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

const root = new URL('../../../', import.meta.url).pathname
const program = process.env.FRONTDESK_HOST ?? `${root}target/debug/frontdesk-host`
const ui = process.env.FRONTDESK_UI_DIR ?? `${root}ui/dist`

/** Starts `frontdesk-host` with these arguments and gives the addresses that it prints. */
export async function startHost(...args) {
  const host = spawn(program, [...args, '--ui', ui], { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  host.stderr.on('data', (text) => {
    said += text
  })
  const ended = new Promise((resolve) => host.once('exit', resolve))
  const printed = {}
  for await (const line of createInterface({ input: host.stdout })) {
    const [, name, value] = /^(\w+):\s+(\S+)$/.exec(line) ?? []
    if (name) printed[name] = value
    if (name === 'Inbox') break
  }
  if (!printed.Inbox) throw new Error(`${program} did not start: ${said}`)
  return {
    inbox: new URL(printed.Inbox),
    sandbox: new URL(printed.Phones),
    relay: printed.Relay,
    code: printed.Code,
    /** What it wrote to its log so far. */
    log: () => said,
    stop: async () => {
      host.kill('SIGTERM')
      await ended
    },
  }
}
