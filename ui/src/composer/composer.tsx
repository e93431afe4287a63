import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type KeyboardEvent, useRef, useState } from 'react'
import { call } from '../api/call'
import type { ConversationView, ReplyView } from '../api/generated'
import { useConnection } from '../cache/boot'
import { repliesQuery } from '../cache/team'
import { sendText, wordsOf } from '../cache/thread'
import { FormattedText } from '../formatting/formatted_text'
import { takesEffect } from '../formatting/parse'
import { focusList } from '../inbox/use_inbox_keys'
import { Button } from '../parts/button'
import { usePick, walksFromText } from '../parts/pick_list'
import { t } from '../words/words'
import { fittingReplies, REPLY_LIST, ReplyPicker } from './reply_picker'
import { useDraft } from './use_draft'
import { useGrow } from './use_grow'

const MOST = 4_096
/** The counter appears this close to the limit. */
const NEAR = 296

export function Composer({ conversation, memberName }: { conversation: ConversationView; memberName: string }) {
  const cache = useQueryClient()
  const { text, type, clear, flush, refused } = useDraft(conversation.id, conversation.draft)
  const area = useRef<HTMLTextAreaElement>(null)
  const connection = useConnection()
  const isOffline = connection.state === 'offline' || connection.state === 'connecting'
  // Code points, as the engine counts; only worth counting near the limit.
  const length = text.length > MOST - NEAR ? [...text.trim()].length : 0
  const canSend = text.trim() !== '' && length <= MOST

  useGrow(area, text)

  // A slash at the very beginning asks for a saved reply; Escape makes it text again.
  const [isLeft, setLeft] = useState(false)
  const isAsking = text.startsWith('/') && !text.includes('\n')
  const { data: replies } = useQuery({ ...repliesQuery, enabled: isAsking })
  const fitting = isAsking && !isLeft ? fittingReplies(replies ?? [], text.slice(1).trim()) : []
  // Words after a slash that no reply has are an answer like any other.
  const isPicking = isAsking && !isLeft && replies !== undefined && (fitting.length > 0 || text === '/')
  const pick = usePick(fitting, (reply) => void use(reply))
  const [notFilled, setNotFilled] = useState<string | null>(null)

  async function use(reply: ReplyView) {
    setNotFilled(null)
    try {
      const filled = await call('fill_reply', { reply_id: reply.id, conversation_id: conversation.id })
      type(filled.text)
      if (filled.missing.length > 0) setNotFilled(t('reply-missing', { places: filled.missing.join(', ') }))
      requestAnimationFrame(() => {
        const box = area.current
        box?.focus()
        box?.setSelectionRange(box.value.length, box.value.length)
      })
    } catch (error) {
      setNotFilled(wordsOf(error))
    }
  }

  function send() {
    if (!canSend) return
    void sendText(cache, conversation.id, text.trim(), memberName)
    clear()
    setNotFilled(null)
    area.current?.focus()
  }

  function onKeyDown(e: KeyboardEvent) {
    // While an input method composes, Enter chooses a word.
    if (e.nativeEvent.isComposing || e.keyCode === 229) return
    if (isPicking && pick.onKeyDown(e)) return
    if (isPicking && e.key === 'Escape') {
      setLeft(true)
    } else if (e.key === 'Enter' && !e.shiftKey && !e.altKey) {
      e.preventDefault()
      send()
    } else if (e.key === 'Escape') {
      flush()
      focusList()
    }
  }

  return (
    <form
      className="flex shrink-0 flex-col gap-2 px-4 pt-1 pb-4 max-two:px-2 max-two:pb-2"
      onSubmit={(e) => {
        e.preventDefault()
        send()
      }}
    >
      {isPicking && (
        <ReplyPicker
          replies={fitting}
          hasAny={(replies ?? []).length > 0}
          activeId={pick.activeId}
          onActive={pick.setActive}
          onPick={(reply) => void use(reply)}
        />
      )}
      {text !== '' && takesEffect(text) && <Preview text={text} />}
      <div className="flex items-end gap-2 rounded-bubble border border-line-2 bg-field p-1.5 ps-3 transition-colors focus-within:border-accent">
        <textarea
          ref={area}
          data-composer
          rows={1}
          dir="auto"
          value={text}
          {...(isPicking && fitting.length > 0 ? walksFromText(REPLY_LIST, pick.activeId) : {})}
          onChange={(e) => {
            if (!e.target.value.startsWith('/')) setLeft(false)
            setNotFilled(null)
            type(e.target.value)
          }}
          onBlur={flush}
          onKeyDown={onKeyDown}
          aria-label={t('composer-label', { name: conversation.contact.display_name })}
          placeholder={t('composer-placeholder')}
          className="selectable max-h-[40vh] min-h-8 min-w-0 flex-1 resize-none bg-transparent py-[5px] text-message leading-[1.45] outline-none"
        />
        {length > 0 && (
          <span className={`pb-2 text-meta tabular-nums ${length > MOST ? 'text-danger' : 'text-ink-3'}`} role="status">
            {length > MOST ? t('composer-too-long', { over: length - MOST }) : t('composer-count', { length, most: MOST })}
          </span>
        )}
        <Button type="submit" look="primary" isDisabled={!canSend}>
          {t(isOffline ? 'composer-hold' : 'composer-send')}
        </Button>
      </div>
      {notFilled !== null && (
        <p role="status" className="text-[0.75rem] text-amber">
          {notFilled}
        </p>
      )}
      {refused !== null && (
        <p role="alert" className="text-[0.75rem] text-danger">
          {t('composer-draft-refused', { reason: wordsOf(refused) })}
        </p>
      )}
    </form>
  )
}

/** How it will look on the customer's phone; only there when it will look different from how it is typed. */
function Preview({ text }: { text: string }) {
  return (
    <section
      aria-label={t('composer-preview')}
      className="flex max-h-[24vh] flex-col gap-1 overflow-y-auto rounded-bubble border border-dashed border-line-2 px-3 py-2"
    >
      <span className="text-meta text-ink-3">{t('composer-preview')}</span>
      <div dir="auto" className="wrap-anywhere whitespace-pre-wrap text-message leading-[1.45]">
        <FormattedText text={text} />
      </div>
    </section>
  )
}
