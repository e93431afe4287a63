const MOST_LINES = 40
const CHARS_A_LINE = 68

/** The first screenful of a very long text; `null` when it is short enough to show whole. */
export function beginning(text: string): string | null {
  // Most messages are decided here.
  if (text.length <= CHARS_A_LINE && !text.includes('\n')) return null
  let lines = 0
  let at = 0
  while (at < text.length) {
    const end = text.indexOf('\n', at)
    const length = (end === -1 ? text.length : end) - at
    const needed = Math.max(1, Math.ceil(length / CHARS_A_LINE))
    if (lines + needed > MOST_LINES) {
      const kept = text.slice(0, at + (MOST_LINES - lines) * CHARS_A_LINE).trimEnd()
      // Within a line the cut shows; between two lines there is nothing to mark.
      return text[kept.length] === '\n' ? kept : `${kept}…`
    }
    lines += needed
    at = end === -1 ? text.length : end + 1
  }
  return null
}
