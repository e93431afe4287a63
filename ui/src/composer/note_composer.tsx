import { useQueryClient } from '@tanstack/react-query'
import { type KeyboardEvent, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import type { ConversationView, MemberRef } from '../api/generated'
import { useMembers } from '../cache/team'
import { wordsOf, writeNote } from '../cache/thread'
import { focusList } from '../inbox/use_inbox_keys'
import { Button } from '../parts/button'
import { PickList, usePick, walksFromText } from '../parts/pick_list'
import { mentionsIn } from '../thread/mentions'
import { t } from '../words/words'
import { useWork } from '../work/work_state'
import { mentionAt } from './mention_at'
import { useGrow } from './use_grow'

const MOST = 10_000
const LIST = 'mention-list'

/** Where one writes to the team. Nothing of it looks like the place for replies, and nothing of it reaches the customer. */
export function NoteComposer({ conversation, memberName }: { conversation: ConversationView; memberName: string }) {
  const cache = useQueryClient()
  const { id, contact } = conversation
  const text = useWork((work) => work.noteDrafts.get(id) ?? '')
  const setNoteDraft = useWork((work) => work.setNoteDraft)
  const members = useMembers()
  const area = useRef<HTMLTextAreaElement>(null)
  const [caret, setCaret] = useState(0)
  const [left, setLeft] = useState<number | null>(null)
  const [refused, setRefused] = useState<string | null>(null)
  useGrow(area, text)
  const length = text.length > MOST ? [...text.trim()].length : 0
  const canKeep = text.trim() !== '' && length <= MOST

  const mention = mentionAt(text, caret)
  const isOpen = mention !== null && mention.at !== left
  const looked = (mention?.name ?? '').toLocaleLowerCase()
  const offered = isOpen ? members.filter((member) => member.name.toLocaleLowerCase().startsWith(looked)) : []

  function insert(member: MemberRef) {
    if (mention === null) return
    const before = `${text.slice(0, mention.at)}@${member.name} `
    // The next key belongs behind the name already.
    flushSync(() => {
      setNoteDraft(id, before + text.slice(caret))
      setCaret(before.length)
    })
    area.current?.setSelectionRange(before.length, before.length)
  }
  const pick = usePick(offered, insert)

  async function keep() {
    if (!canKeep) return
    setRefused(null)
    setNoteDraft(id, '')
    area.current?.focus()
    const words = text.trim()
    try {
      await writeNote(cache, id, { id: crypto.randomUUID(), text: words, mentions: mentionsIn(words, members) }, memberName)
    } catch (error) {
      // What was typed meanwhile comes after it.
      const typed = useWork.getState().noteDrafts.get(id) ?? ''
      setNoteDraft(id, typed === '' ? words : `${words}\n${typed}`)
      setRefused(wordsOf(error))
    }
  }

  function onKeyDown(e: KeyboardEvent) {
    if (e.nativeEvent.isComposing || e.keyCode === 229) return
    if (pick.onKeyDown(e)) return
    if (e.key === 'Escape' && offered.length > 0 && mention !== null) setLeft(mention.at)
    else if (e.key === 'Enter' && !e.shiftKey && !e.altKey) {
      e.preventDefault()
      void keep()
    } else if (e.key === 'Escape') focusList()
  }

  return (
    <form
      className="flex shrink-0 flex-col gap-2 px-4 pt-1 pb-4 max-two:px-2 max-two:pb-2"
      onSubmit={(e) => {
        e.preventDefault()
        void keep()
      }}
    >
      {offered.length > 0 && (
        <div className="edge-in-forced-colors self-start rounded-bubble bg-float p-1 shadow-float animate-arrive">
          <PickList
            id={LIST}
            label={t('mention-list')}
            items={offered}
            activeId={pick.activeId}
            onActive={pick.setActive}
            onPick={insert}
          >
            {(member) => <bdi>{member.name}</bdi>}
          </PickList>
        </div>
      )}
      <div className="flex items-end gap-2 rounded-bubble border border-note-line bg-note p-1.5 ps-3 focus-within:outline-1 focus-within:outline-note-line">
        <textarea
          ref={area}
          data-composer
          rows={1}
          dir="auto"
          value={text}
          {...(offered.length > 0 ? walksFromText(LIST, pick.activeId) : {})}
          onChange={(e) => {
            setNoteDraft(id, e.target.value)
            setCaret(e.target.selectionStart)
            setLeft(null)
          }}
          onSelect={(e) => setCaret(e.currentTarget.selectionStart)}
          onKeyDown={onKeyDown}
          aria-label={t('note-label', { name: contact.display_name })}
          placeholder={t('note-placeholder')}
          className="selectable max-h-[40vh] min-h-8 min-w-0 flex-1 resize-none bg-transparent py-[5px] text-message leading-[1.45] outline-none placeholder:text-note-ink"
        />
        {length > MOST && (
          <span className="pb-2 text-meta text-danger tabular-nums" role="status">
            {t('composer-too-long', { over: length - MOST })}
          </span>
        )}
        <Button type="submit" isDisabled={!canKeep} className="border-note-line! bg-transparent! text-note-ink!">
          {t('note-add')}
        </Button>
      </div>
      {refused !== null && (
        <p role="alert" className="text-[0.75rem] text-danger">
          {t('note-refused', { reason: refused })}
        </p>
      )}
    </form>
  )
}
