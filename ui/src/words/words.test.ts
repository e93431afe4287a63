import { FluentResource } from '@fluent/bundle'
import { expect, test } from 'vitest'
import english from '../../locales/en.ftl?raw'
import keysSource from './keys.ts?raw'
import { t } from './words'

const sources = import.meta.glob('../**/*.{ts,tsx}', { query: '?raw', import: 'default', eager: true }) as Record<string, string>
const messages = new FluentResource(english).body

test('the list of keys is the catalogue’s', () => {
  const listed = [...keysSource.matchAll(/'([a-z0-9-]+)'/g)].map((match) => match[1])
  expect(listed).toEqual(messages.map((message) => message.id).sort())
})

test('every key has words, and every word is used', () => {
  const code = Object.entries(sources)
    .filter(([path]) => !path.includes('keys.ts') && !path.includes('.test.'))
    .map(([, source]) => source)
    .join('\n')
  for (const { id, value } of messages) {
    expect(value, id).not.toBeNull()
    // The words of the message states are looked up by the state's name.
    expect(id.startsWith('state-') || code.includes(`'${id}'`), `${id} is not used`).toBe(true)
  }
})

test('names are isolated, so that a right-to-left one cannot turn the sentence round', () => {
  expect(t('composer-label', { name: 'نور' })).toBe('Message to \u2068نور\u2069')
})
