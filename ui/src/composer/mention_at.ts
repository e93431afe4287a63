/** The `@` that is being written at the caret, and what of a name follows it. */
export function mentionAt(text: string, caret: number): { at: number; name: string } | null {
  const at = text.lastIndexOf('@', caret - 1)
  if (at === -1) return null
  const name = text.slice(at + 1, caret)
  // Not in an address, and not after the sentence has gone on.
  const begins = at === 0 || /[\s(]/.test(text[at - 1] ?? '')
  return begins && name.length <= 40 && !/\n|\s{2}/.test(name) ? { at, name } : null
}
