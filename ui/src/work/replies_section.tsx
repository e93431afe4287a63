import { useQuery } from '@tanstack/react-query'
import { Pencil, Plus, Trash2 } from 'lucide-react'
import { type FormEvent, useRef, useState } from 'react'
import { call } from '../api/call'
import type { ReplyView } from '../api/generated'
import { repliesQuery } from '../cache/team'
import { wordsOf } from '../cache/thread'
import { Button, IconButton } from '../parts/button'
import { Dialog } from '../parts/dialog'
import { Field } from '../parts/field'
import { Refusal } from '../parts/refusal'
import { useFields } from '../parts/use_fields'
import { Section } from '../settings/section'
import { t } from '../words/words'
import { RemoveDialog } from './remove_dialog'
import { useSaving } from './use_saving'

const PLACES = ['{{name}}', '{{first_name}}', '{{number}}', '{{agent}}'] as const

/** The replies that the team has saved. */
export function RepliesSection() {
  const { data: replies, error, refetch } = useQuery(repliesQuery)
  const [edited, setEdited] = useState<ReplyView | 'new' | null>(null)
  const [removed, setRemoved] = useState<ReplyView | null>(null)
  return (
    <Section
      title={t('settings-replies')}
      aside={
        <Button onPress={() => setEdited('new')}>
          <Plus size={16} strokeWidth={1.5} aria-hidden="true" />
          {t('reply-new')}
        </Button>
      }
    >
      {error !== null && (
        <div className="flex flex-col items-start gap-2">
          <Refusal words={wordsOf(error)} />
          <Button onPress={() => void refetch()}>{t('try-again')}</Button>
        </div>
      )}
      {replies !== undefined && <p className="text-ink-2">{t(replies.length === 0 ? 'replies-none' : 'replies-what')}</p>}
      {replies !== undefined && replies.length > 0 && (
        <ul aria-label={t('settings-replies')} className="flex flex-col divide-y divide-line">
          {replies.map((reply) => (
            <li key={reply.id} className="flex items-center gap-3 py-1.5">
              <span className="shrink-0 rounded bg-chip px-1.5 font-mono text-[0.75rem] text-ink-2">/{reply.shortcut}</span>
              <div className="flex min-w-0 flex-1 flex-col">
                <bdi className="truncate font-medium">{reply.title}</bdi>
                <span dir="auto" className="truncate text-ink-2">
                  {reply.text}
                </span>
              </div>
              <span className="flex shrink-0">
                <IconButton name={t('edit-named', { name: reply.title })} onPress={() => setEdited(reply)}>
                  <Pencil size={16} strokeWidth={1.5} />
                </IconButton>
                <IconButton name={t('remove-named', { name: reply.title })} onPress={() => setRemoved(reply)}>
                  <Trash2 size={16} strokeWidth={1.5} />
                </IconButton>
              </span>
            </li>
          ))}
        </ul>
      )}
      {edited !== null && <ReplyForm reply={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />}
      {removed !== null && (
        <RemoveDialog
          title={t('reply-remove-title', { name: removed.title })}
          what={t('reply-remove-what')}
          remove={() => call('remove_reply', { reply_id: removed.id })}
          onClose={() => setRemoved(null)}
        />
      )}
    </Section>
  )
}

function ReplyForm({ reply, onClose }: { reply: ReplyView | null; onClose: () => void }) {
  const fields = useFields({ shortcut: reply?.shortcut ?? '', title: reply?.title ?? '', text: reply?.text ?? '' })
  const form = useRef<HTMLFormElement>(null)
  const { isSaving, refused, save } = useSaving()

  async function submit(e: FormEvent) {
    e.preventDefault()
    const shortcut = fields.values.shortcut.trim().replace(/^\//, '')
    const title = fields.values.title.trim()
    const text = fields.values.text.trim()
    const wrong = {
      ...(shortcut === '' || /\s/.test(shortcut) ? { shortcut: t('reply-shortcut-wrong') } : {}),
      ...(title === '' ? { title: t('reply-title-empty') } : {}),
      ...(text === '' ? { text: t('reply-text-empty') } : {}),
    }
    if (!fields.isFine(wrong, form.current)) return
    if (await save(() => call('put_reply', { reply_id: reply?.id ?? null, shortcut, title, text }))) onClose()
  }

  return (
    <Dialog title={t(reply === null ? 'reply-new' : 'reply-edit')} isOpen onOpenChange={onClose} width="max-w-lg">
      <form ref={form} className="flex flex-col gap-4" onSubmit={(e) => void submit(e)}>
        <Field label={t('reply-shortcut')} hint={t('reply-shortcut-hint')} autoFocus {...fields.field('shortcut')} />
        <Field label={t('reply-title')} {...fields.field('title')} />
        <div className="flex flex-col gap-1.5">
          <Field label={t('reply-text')} rows={6} most={4_096} {...fields.field('text')} />
          <div className="flex flex-wrap items-center gap-1.5 text-[0.75rem] text-ink-2">
            {t('reply-places')}
            {PLACES.map((place) => (
              <button
                key={place}
                type="button"
                className="cursor-default rounded bg-chip px-1.5 py-0.5 font-mono hover:text-ink"
                onClick={() => {
                  const box = form.current?.querySelector('textarea') ?? null
                  const { text } = fields.values
                  const at = box?.selectionStart ?? text.length
                  fields.set('text', text.slice(0, at) + place + text.slice(box?.selectionEnd ?? at))
                  box?.focus()
                }}
              >
                {place}
              </button>
            ))}
          </div>
        </div>
        <Refusal words={refused} />
        <div className="flex justify-end gap-2">
          <Button onPress={onClose}>{t('cancel')}</Button>
          <Button type="submit" look="primary" isPending={isSaving}>
            {t('save')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
