import type { SnippetPartView } from '../api/generated'

/** Words of a find, with what was looked for marked. Never markup of the text itself. */
export function Hits({ parts }: { parts: readonly SnippetPartView[] }) {
  let at = 0
  return (
    <span dir="auto" className="min-w-0 text-start">
      {parts
        .filter((part) => part.text !== '')
        .map((part) => {
          const key = at
          at += part.text.length
          return part.hit ? (
            <mark key={key} className="rounded-[2px] bg-(--hit) text-ink">
              {part.text}
            </mark>
          ) : (
            <span key={key}>{part.text}</span>
          )
        })}
    </span>
  )
}
