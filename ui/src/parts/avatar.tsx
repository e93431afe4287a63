import { User } from 'lucide-react'
import { memo } from 'react'
import { ChannelGlyph } from './channel_glyph'

const COLOURS = [
  'bg-(--av0) text-(--av0-ink)',
  'bg-(--av1) text-(--av1-ink)',
  'bg-(--av2) text-(--av2-ink)',
  'bg-(--av3) text-(--av3-ink)',
  'bg-(--av4) text-(--av4-ink)',
  'bg-(--av5) text-(--av5-ink)',
  'bg-(--av6) text-(--av6-ink)',
  'bg-(--av7) text-(--av7-ink)',
]

/** The same contact has the same colour on every device. */
function colourOf(contactId: string): string {
  let hash = 0
  for (let i = 0; i < contactId.length; i++) hash = (Math.imul(hash, 31) + contactId.charCodeAt(i)) | 0
  return COLOURS[Math.abs(hash) % COLOURS.length] as string
}

const graphemes = new Intl.Segmenter()

/** First letters of the first and last word that begin with a letter; empty for numbers and for names of signs only. */
export function initials(name: string): string {
  const words = name.split(/\s+/).filter((word) => /^\p{L}/u.test(word))
  // Two Arabic letters would join into something that is neither; of a Chinese, Japanese or Korean name one sign is usual.
  const isOneSign =
    /^[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u.test(
      words[0] ?? '',
    )
  const chosen = words.length > 1 && !isOneSign ? [words[0], words.at(-1)] : words.slice(0, 1)
  return chosen
    .map(
      (word) =>
        graphemes
          .segment(word ?? '')
          [Symbol.iterator]()
          .next().value?.segment ?? '',
    )
    .join('')
    .toLocaleUpperCase()
}

export const Avatar = memo(function Avatar({ contactId, name, size }: { contactId: string; name: string; size: 36 | 40 }) {
  const letters = initials(name)
  return (
    <div aria-hidden="true" className={`relative shrink-0 ${size === 40 ? 'size-10' : 'size-9'}`}>
      <div className={`flex size-full items-center justify-center rounded-full text-base font-semibold ${colourOf(contactId)}`}>
        {letters === '' ? <User size={18} strokeWidth={1.5} /> : letters}
      </div>
      <ChannelGlyph />
    </div>
  )
})
