// Writes src/words/keys.ts from locales/en.ftl, so that a misspelt key does not compile. `npm run words`; a test compares.
import { readFileSync, writeFileSync } from 'node:fs'

const here = new URL('..', import.meta.url)

export function keysFile() {
  const ftl = readFileSync(new URL('locales/en.ftl', here), 'utf8')
  const keys = [...ftl.matchAll(/^([a-z][a-z0-9-]*) =/gm)].map((m) => m[1]).sort()
  return `// Made by \`npm run words\` from locales/en.ftl. Do not edit.\n\nexport type WordKey =\n${keys.map((k) => `  | '${k}'`).join('\n')}\n`
}

if (process.argv[1] === new URL(import.meta.url).pathname) writeFileSync(new URL('src/words/keys.ts', here), keysFile())
