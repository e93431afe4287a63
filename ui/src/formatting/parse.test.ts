import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Inline, type Line, parse, takesEffect, words } from './parse'

/** A compact picture of what was read: <b>, <i>, <s>, <c> inline code, <m> monospace. */
function picture(lines: Line[]): string {
  return lines
    .map((line) => {
      const prefix = { plain: '', bullet: '• ', quote: '| ', number: line.kind === 'number' ? `${line.number} ` : '' }[line.kind]
      return prefix + line.children.map(one).join('')
    })
    .join('\n')
}

function one(node: Inline): string {
  switch (node.kind) {
    case 'text':
      return node.text
    case 'code':
      return `<c>${node.text}</c>`
    case 'mono':
      return `<m>${node.text}</m>`
    case 'bold':
    case 'italic':
    case 'strike': {
      const tag = { bold: 'b', italic: 'i', strike: 's' }[node.kind]
      return `<${tag}>${node.children.map(one).join('')}</${tag}>`
    }
  }
}

describe('WhatsApp formatting', () => {
  test.each([
    ['*bold*', '<b>bold</b>'],
    ['_italic_', '<i>italic</i>'],
    ['~strike~', '<s>strike</s>'],
    ['`code`', '<c>code</c>'],
    ['```mono```', '<m>mono</m>'],
    ['a ```two\nlines``` b', 'a <m>two\nlines</m> b'],
    ['```no end', '```no end'],
    ['``````', '``````'],
    ['``` ```', '``` ```'],
    ['```*literal*```', '<m>*literal*</m>'],
    ['`*literal*`', '<c>*literal*</c>'],
    ['*_both_*', '<b><i>both</i></b>'],
    ['_*~all~*_', '<i><b><s>all</s></b></i>'],
    ['*bold _and italic_ too*', '<b>bold <i>and italic</i> too</b>'],
    ['snake_case_name', 'snake_case_name'],
    ['2*3*4', '2*3*4'],
    ['2 * 3 * 4', '2 * 3 * 4'],
    ['*a*b', '*a*b'],
    ['*a*, then', '<b>a</b>, then'],
    ['(*a*)', '(*a*)'],
    ['>*a*', '><b>a</b>'],
    ['*größe*', '<b>größe</b>'],
    ['*مرحبا*', '<b>مرحبا</b>'],
    ['*a* *b*', '<b>a</b> <b>b</b>'],
    ['*one\ntwo*', '*one\ntwo*'],
    ['`one\ntwo`', '`one\ntwo`'],
    ['**', '**'],
    ['* point', '• point'],
    ['- point', '• point'],
    ['*point', '*point'],
    ['-point', '-point'],
    ['- *bold* point', '• <b>bold</b> point'],
    ['1. one\n12. twelve\n123. not', '1. one\n12. twelve\n123. not'],
    ['> quoted _words_', '| quoted <i>words</i>'],
    ['>not quoted', '>not quoted'],
    ['# heading', '# heading'],
    ['[a](b)', '[a](b)'],
    ['\\*no escape*', '\\*no escape*'],
    ['', ''],
    ['a\n\nb', 'a\n\nb'],
  ])('%j', (typed, shown) => {
    expect(picture(parse(typed))).toBe(shown)
  })

  test('numbers are list items and stay as typed', () => {
    expect(parse('7. seven')).toEqual([{ kind: 'number', number: '7.', children: [{ kind: 'text', text: 'seven' }] }])
    expect(parse('123. not')).toEqual([{ kind: 'plain', children: [{ kind: 'text', text: '123. not' }] }])
  })

  test('the preview is for texts that will look different', () => {
    expect(takesEffect('snake_case_name and 2*3*4')).toBe(false)
    expect(takesEffect('see *this*')).toBe(true)
    expect(takesEffect('- point')).toBe(true)
  })

  test.each([
    ['is *bold* now', 'is bold now'],
    ['2 * 3 * 4', '2 * 3 * 4'],
    ['Bring:\n- *one*\n- two', 'Bring: • one • two'],
    ['1. one\n2. _two_', '1. one 2. two'],
    ['> quoted\nyes', 'quoted yes'],
    ['a ```b\nc``` d', 'a b c d'],
    ['  \n ', ''],
  ])('the words of %j on one line', (typed, shown) => {
    expect(words(typed)).toBe(shown)
  })

  const anything = fc.string({
    unit: fc.constantFrom('*', '_', '~', '`', '```', '> ', '- ', '1. ', ' ', '\n', 'a', 'é', '7', '🙂', 'ل'),
    maxLength: 60,
  })

  test('only marker characters ever go, and never the order of the rest', () => {
    fc.assert(
      fc.property(anything, (typed) => {
        const left = plain(parse(typed))
        let at = 0
        for (const char of typed) {
          if (left.startsWith(char, at)) at += char.length
          else expect('*_~`>-').toContain(char === ' ' || char === '1' || char === '.' ? '*' : char)
        }
        expect(at).toBe(left.length)
      }),
      { numRuns: 2_000 },
    )
  })

  test('a text without markers comes through unchanged', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        fc.pre(!/[*_~`]|^> |^- |^\d{1,2}\. /m.test(text))
        expect(plain(parse(text))).toBe(text)
      }),
    )
  })

  test('a hostile text costs about as much as a harmless one of its length', () => {
    for (const unit of ['*a ', '*_~`', '*_', '`a', '```', '_a_ *', '*a* ', '> *'])
      for (const text of [unit.repeat(200_000 / unit.length), `${unit.repeat(100_000 / unit.length)}\n${unit}`]) {
        const started = performance.now()
        parse(text)
        expect(performance.now() - started, unit).toBeLessThan(2_000)
      }
  })
})

function plain(lines: Line[]): string {
  const text = (node: Inline): string => ('children' in node ? node.children.map(text).join('') : node.text)
  return lines.map((line) => (line.kind === 'number' ? `${line.number} ` : '') + line.children.map(text).join('')).join('\n')
}
