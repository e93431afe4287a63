import type { MemberRef } from '../api/generated'

type Part = { at: number; text: string; member: MemberRef | null }

/** A note's text in parts, with the `@names` of those it mentions apart. Longer names first: “@Ana Lima” is not “@Ana”. */
export function withMentions(text: string, mentions: readonly MemberRef[]): Part[] {
  const names = [...mentions].sort((a, b) => b.name.length - a.name.length)
  const parts: Part[] = []
  let plain = 0
  let at = text.indexOf('@')
  while (at !== -1) {
    const rest = text.slice(at + 1)
    const member = names.find(({ name }) => name !== '' && rest.startsWith(name))
    if (member === undefined) {
      at = text.indexOf('@', at + 1)
      continue
    }
    if (at > plain) parts.push({ at: plain, text: text.slice(plain, at), member: null })
    plain = at + 1 + member.name.length
    parts.push({ at, text: text.slice(at, plain), member })
    at = text.indexOf('@', plain)
  }
  if (plain < text.length) parts.push({ at: plain, text: text.slice(plain), member: null })
  return parts
}

/** Those of the team whom a text names. */
export function mentionsIn(text: string, members: readonly MemberRef[]): MemberRef[] {
  const named = new Set(withMentions(text, members).flatMap(({ member }) => (member === null ? [] : [member.id])))
  return members.filter((member) => named.has(member.id))
}
