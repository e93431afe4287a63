import { NotebookPen } from 'lucide-react'
import type { MessageView, NoteView } from '../api/generated'
import { clockTime, exactTime } from '../time/labels'
import { t } from '../words/words'
import { withMentions } from './mentions'

/** A note for the team, across the whole thread on paper of its own: nobody takes it for a message to the customer. */
export function NotePaper({ message, note }: { message: MessageView; note: NoteView }) {
  return (
    <article
      aria-label={t('note-by', { name: note.author_name })}
      className="edge-in-forced-colors flex flex-col gap-0.5 rounded-control border-s-[3px] border-note-line bg-note px-3 py-2 group-focus-visible/row:outline-2 group-focus-visible/row:outline-offset-2 group-focus-visible/row:outline-accent"
    >
      <div className="flex items-center gap-1.5 text-[0.75rem] text-note-ink">
        <NotebookPen size={14} strokeWidth={1.5} aria-hidden="true" className="shrink-0" />
        <span className="min-w-0 truncate font-medium">{t('note-by', { name: note.author_name })}</span>
        <time
          dateTime={new Date(message.at_ms).toISOString()}
          title={exactTime(message.at_ms)}
          className="ms-auto shrink-0 text-meta tabular-nums"
        >
          {clockTime(message.at_ms)}
        </time>
      </div>
      <div dir="auto" className="selectable text-message leading-[1.45] wrap-anywhere whitespace-pre-wrap text-ink">
        {withMentions(message.text ?? '', note.mentions).map((part) =>
          part.member === null ? (
            part.text
          ) : (
            <span key={part.at} className="font-semibold text-note-ink">
              {part.text}
            </span>
          ),
        )}
      </div>
    </article>
  )
}
