import { useQueryClient } from '@tanstack/react-query'
import { type KeyboardEvent, useLayoutEffect, useRef } from 'react'
import type { ConversationView } from '../api/generated'
import { useConnection } from '../cache/boot'
import { sendText, wordsOf } from '../cache/thread'
import { FormattedText } from '../formatting/formatted_text'
import { takesEffect } from '../formatting/parse'
import { focusList } from '../inbox/use_inbox_keys'
import { Button } from '../parts/button'
import { t } from '../words/words'
import { useDraft } from './use_draft'

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

  // Measured again for each text: a text area has no height of its own.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text decides the height
  useLayoutEffect(() => {
    const box = area.current
    if (box === null) return
    box.style.height = '0'
    box.style.height = `${box.scrollHeight}px`
  }, [text])

  function send() {
    if (!canSend) return
    void sendText(cache, conversation.id, text.trim(), memberName)
    clear()
    area.current?.focus()
  }

  function onKeyDown(e: KeyboardEvent) {
    // While an input method composes, Enter chooses a word.
    if (e.nativeEvent.isComposing || e.keyCode === 229) return
    if (e.key === 'Enter' && !e.shiftKey && !e.altKey) {
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
      {text !== '' && takesEffect(text) && <Preview text={text} />}
      <div className="flex items-end gap-2 rounded-bubble border border-line-2 bg-field p-1.5 ps-3 transition-colors focus-within:border-accent">
        <textarea
          ref={area}
          data-composer
          rows={1}
          dir="auto"
          value={text}
          onChange={(e) => type(e.target.value)}
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
