import { FluentBundle, FluentResource, type FluentVariable } from '@fluent/bundle'
import english from '../../locales/en.ftl?raw'
import type { WordKey } from './keys'

const bundle = new FluentBundle('en')
bundle.addResource(new FluentResource(english))

/** The words for a key of `locales/en.ftl`. Arguments are isolated for right-to-left text by Fluent. */
export function t(key: WordKey, args?: Record<string, FluentVariable>): string {
  const pattern = bundle.getMessage(key)?.value
  if (pattern === null || pattern === undefined) return key
  return bundle.formatPattern(pattern, args ?? null)
}
