/**
 * WhatsApp's text formatting, as the customer's phone shows it. Not Markdown: no escapes, no headings, no links with text.
 *
 * Fenced monospace is split out first, then each line is read by itself: a list or quote prefix, then inline styles.
 */

export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'code'; text: string }
  /** Between three backticks; may span lines. */
  | { kind: 'mono'; text: string }
  | { kind: 'bold' | 'italic' | 'strike'; children: Inline[] }

export type Line =
  | { kind: 'plain' | 'bullet' | 'quote'; children: Inline[] }
  /** The number is shown as typed. */
  | { kind: 'number'; number: string; children: Inline[] }

type Style = 'bold' | 'italic' | 'strike'
type Marker = '*' | '_' | '~' | '`'
const STYLES: Record<Exclude<Marker, '`'>, Style> = { '*': 'bold', _: 'italic', '~': 'strike' }

const FENCE = /```([\s\S]+?)```/g
const BULLET = /^[*-] /
const NUMBER = /^(\d{1,2}\.) /
const QUOTE = /^> /

export function parse(text: string): Line[] {
  return splitLines(text).map(parseLine)
}

/** Whether anything in the text would look different from how it was typed. */
export function takesEffect(text: string): boolean {
  return parse(text).some((line) => line.kind !== 'plain' || line.children.some((node) => node.kind !== 'text'))
}

/** The words alone on one line, without the markers that take effect; list items keep their sign. */
export function words(text: string): string {
  return parse(text)
    .map(
      (line) => `${line.kind === 'bullet' ? '• ' : line.kind === 'number' ? `${line.number} ` : ''}${inlineWords(line.children)}`,
    )
    .join(' ')
    .replace(/\s+/g, ' ')
    .trim()
}

function inlineWords(nodes: readonly Inline[]): string {
  return nodes.map((node) => ('children' in node ? inlineWords(node.children) : node.text)).join('')
}

type Piece = string | { mono: string }

/** Lines of literal text and fenced pieces. A line break inside a fence does not end its line. */
function splitLines(text: string): Piece[][] {
  const lines: Piece[][] = [[]]
  const literal = (part: string) => {
    part.split('\n').forEach((line, i) => {
      if (i > 0) lines.push([])
      if (line !== '') lines.at(-1)?.push(line)
    })
  }
  let from = 0
  for (const match of text.matchAll(FENCE)) {
    if (match[1]?.trim() === '') continue
    literal(text.slice(from, match.index))
    lines.at(-1)?.push({ mono: match[1] ?? '' })
    from = match.index + match[0].length
  }
  literal(text.slice(from))
  return lines
}

function parseLine(pieces: Piece[]): Line {
  const [first, ...rest] = pieces
  if (typeof first !== 'string') return { kind: 'plain', children: parsePieces(pieces) }
  const number = NUMBER.exec(first)
  if (number !== null) {
    return { kind: 'number', number: number[1] ?? '', children: parsePieces([first.slice(number[0].length), ...rest]) }
  }
  if (BULLET.test(first)) return { kind: 'bullet', children: parsePieces([first.slice(2), ...rest]) }
  if (QUOTE.test(first)) return { kind: 'quote', children: parsePieces([first.slice(2), ...rest]) }
  return { kind: 'plain', children: parsePieces(pieces) }
}

function parsePieces(pieces: Piece[]): Inline[] {
  return pieces.flatMap((piece) => (typeof piece === 'string' ? parseInline(piece, '') : [{ kind: 'mono', text: piece.mono }]))
}

/**
 * Inline styles of one line. A style inside itself changes nothing, so `within` (the markers we are inside of) bounds the depth,
 * and partners are looked up, not searched: a hostile 65,000-character line costs one pass per level.
 */
function parseInline(text: string, within: string): Inline[] {
  const nodes: Inline[] = []
  const partner = partners(text)
  let plainFrom = 0
  let at = 0
  while (at < text.length) {
    const marker = text[at] as Marker
    const end = opens(text, at) && !within.includes(marker) ? partner(marker, at + 2) : -1
    if (end === -1) {
      at += 1
      continue
    }
    if (at > plainFrom) nodes.push({ kind: 'text', text: text.slice(plainFrom, at) })
    const inner = text.slice(at + 1, end)
    nodes.push(
      marker === '`' ? { kind: 'code', text: inner } : { kind: STYLES[marker], children: parseInline(inner, within + marker) },
    )
    at = end + 1
    plainFrom = at
  }
  if (plainFrom < text.length) nodes.push({ kind: 'text', text: text.slice(plainFrom) })
  return nodes
}

function isMarker(char: string | undefined): char is Marker {
  return char === '*' || char === '_' || char === '~' || char === '`'
}

/**
 * At the line's start, after white space, after `>`, or right after another style's marker.
 * Phones show "2 * 3 * 4" as typed, so a space on the inner side undoes a marker: losing a customer's characters is worse than
 * missing a style. Code is literal, spaces included.
 */
function opens(text: string, at: number): boolean {
  const marker = text[at]
  if (!isMarker(marker)) return false
  const before = text[at - 1]
  if (before !== undefined && !/[\s>]/.test(before) && (!isMarker(before) || before === marker)) return false
  // Two backticks in a row are the rest of a fence that has no end or nothing in it.
  return marker === '`' ? text[at + 1] !== '`' : text[at + 1] !== ' '
}

/** At the line's end or before anything but a Latin letter or digit. */
function closes(text: string, at: number): boolean {
  const after = text[at + 1]
  if (after !== undefined && /[a-zA-Z0-9]/.test(after)) return false
  return text[at] === '`' ? after !== '`' && text[at - 1] !== '`' : text[at - 1] !== ' '
}

/** The nearest closing marker of a kind at or after a position, -1 if there is none. Positions asked for only grow. */
function partners(text: string): (marker: Marker, from: number) => number {
  const found: Partial<Record<Marker, number>> = {}
  return (marker, from) => {
    const known = found[marker]
    if (known !== undefined && (known === -1 || known >= from)) return known
    let at = text.indexOf(marker, from)
    while (at !== -1 && !closes(text, at)) at = text.indexOf(marker, at + 1)
    found[marker] = at
    return at
  }
}
