import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { call } from '../api/call'
import type { ConversationView, Event, MemberRef, MessagePage, MessageView } from '../api/generated'
import { CommandRefused } from '../api/transport'
import { t } from '../words/words'
import { keys } from './keys'
import { withOvertaking } from './overtaken'
import { append, type Sorted, upsert } from './sorted'

const PAGE = 50
const RELOAD_AT_MOST = 400

/** Newest first, as pages come; the screen turns it round. */
export type Thread = Sorted<MessageView> & {
  /** Ask for what comes before the first row with this; `null` when the newest message is here. */
  newer: string | null
  /** The message that it was opened at; `null` when it was opened at its end. */
  anchor: string | null
}

export function byTime(a: MessageView, b: MessageView): number {
  return b.at_ms - a.at_ms || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0)
}

/** Sends that the engine has not taken yet, by message id: they exist only here, so a reload must not lose them. */
const notTaken = new Map<string, MessageView>()

function waiting(conversationId: string): MessageView[] {
  return [...notTaken.values()].filter((m) => m.conversation_id === conversationId)
}

/** New and changed messages, each whole. One that lies beyond what is loaded is left out: its page will bring it. */
function withMessages(thread: Thread, items: readonly MessageView[]): Thread {
  const newest = thread.rows[0]
  const within = thread.newer === null || newest === undefined ? items : items.filter((m) => byTime(m, newest) >= 0)
  return within.length === 0 ? thread : { ...thread, ...upsert(thread, within, byTime) }
}

/** Puts whole messages into an open thread. A thread that was never opened stays unloaded. */
export function putMessages(cache: QueryClient, conversationId: string, items: readonly MessageView[]) {
  for (const item of items) notTaken.delete(item.id)
  cache.setQueryData<Thread>(keys.thread(conversationId), (thread) =>
    thread === undefined ? thread : withMessages(thread, items),
  )
}

type From = { before: string } | { after: string } | { around: string } | 'newest'

async function fetchPage(conversationId: string, from: From): Promise<MessagePage> {
  const where = { before: null, ...(from === 'newest' ? {} : from) }
  return call('list_messages', { conversation_id: conversationId, ...where, limit: PAGE })
}

type Ends = Pick<Thread, 'next' | 'newer' | 'anchor'>

function merge(conversationId: string, pages: readonly MessagePage[], events: readonly Event[], ends: Ends): Thread {
  const told = events.flatMap((e) => (e.event === 'messages' && e.conversation_id === conversationId ? e.items : []))
  const unique = new Map(pages.flatMap((page) => page.items).map((m) => [m.id, m]))
  return withMessages({ rows: [...unique.values()].sort(byTime), ...ends }, told)
}

function countIn(pages: readonly MessagePage[]): number {
  return pages.flatMap((page) => page.items).filter((m) => m.direction === 'in').length
}

async function load(cache: QueryClient, conversationId: string): Promise<Thread> {
  const was = cache.getQueryData<Thread>(keys.thread(conversationId))
  return was?.anchor != null && was.newer !== null ? loadAround(conversationId, was.anchor) : loadNewest(cache, conversationId)
}

async function loadNewest(cache: QueryClient, conversationId: string): Promise<Thread> {
  const wanted = Math.min(cache.getQueryData<Thread>(keys.thread(conversationId))?.rows.length ?? 0, RELOAD_AT_MOST)
  // One begins to read at the first unread message, so it must be there.
  const unread = cache.getQueryData<ConversationView>(keys.conversation(conversationId))?.unread ?? 0
  const { answer, events } = await withOvertaking(async () => {
    const pages = [await fetchPage(conversationId, 'newest')]
    let next = pages[0]?.next ?? null
    while (next !== null && (pages.length * PAGE < wanted || (countIn(pages) < unread && pages.length * PAGE < RELOAD_AT_MOST))) {
      const page = await fetchPage(conversationId, { before: next })
      pages.push(page)
      next = page.next
    }
    return pages
  })
  const thread = merge(conversationId, answer, events, { next: answer.at(-1)?.next ?? null, newer: null, anchor: null })
  const known = new Set(thread.rows.map((m) => m.id))
  return withMessages(
    thread,
    waiting(conversationId).filter((m) => !known.has(m.id)),
  )
}

async function loadAround(conversationId: string, messageId: string): Promise<Thread> {
  const { answer, events } = await withOvertaking(() => fetchPage(conversationId, { around: messageId }))
  return merge(conversationId, [answer], events, { next: answer.next, newer: answer.newer, anchor: messageId })
}

/** Loads what was said around a message, unless that is here already. */
export async function reachMessage(cache: QueryClient, conversationId: string, messageId: string): Promise<void> {
  const thread = cache.getQueryData<Thread>(keys.thread(conversationId))
  if (thread?.rows.some((m) => m.id === messageId)) return
  cache.setQueryData<Thread>(keys.thread(conversationId), await loadAround(conversationId, messageId))
}

/** Loads the end of a thread that was opened at an earlier message. */
export async function reachNewest(cache: QueryClient, conversationId: string): Promise<void> {
  const thread = cache.getQueryData<Thread>(keys.thread(conversationId))
  if (thread === undefined || thread.newer === null) return
  cache.setQueryData<Thread>(keys.thread(conversationId), await loadNewest(cache, conversationId))
}

/** The loaded part of a thread, and the ways to load more of it. */
export function useThread(conversationId: string) {
  const cache = useQueryClient()
  const query = useQuery({ queryKey: keys.thread(conversationId), queryFn: () => load(cache, conversationId) })
  const loading = useRef(false)
  const [olderFailed, setOlderFailed] = useState<string | null>(null)
  // What was opened at an earlier message is opened at its end the next time.
  useEffect(
    () => () => {
      const thread = cache.getQueryData<Thread>(keys.thread(conversationId))
      if (thread !== undefined && thread.newer !== null) cache.removeQueries({ queryKey: keys.thread(conversationId) })
    },
    [cache, conversationId],
  )
  const more = useCallback(
    async (way: 'older' | 'newer') => {
      const thread = cache.getQueryData<Thread>(keys.thread(conversationId))
      const from = way === 'older' ? thread?.next : thread?.newer
      if (loading.current || thread === undefined || from == null) return
      loading.current = true
      try {
        const { answer, events } = await withOvertaking(() =>
          fetchPage(conversationId, way === 'older' ? { before: from } : { after: from }),
        )
        setOlderFailed(null)
        cache.setQueryData<Thread>(keys.thread(conversationId), (now) => {
          // Meanwhile the thread may have been opened elsewhere.
          if (now === undefined || now.anchor !== thread.anchor) return now
          const ends = way === 'older' ? { ...now, next: answer.next } : { ...now, newer: answer.newer }
          const page = merge(conversationId, [answer], events, ends)
          return { ...ends, ...append(now, page, byTime) }
        })
      } catch (error) {
        setOlderFailed(wordsOf(error))
      } finally {
        loading.current = false
      }
    },
    [cache, conversationId],
  )
  const loadOlder = useCallback(() => more('older'), [more])
  const loadNewer = useCallback(() => more('newer'), [more])
  return { query, loadOlder, loadNewer, olderFailed }
}

/** A sentence for whatever went wrong. */
export function wordsOf(error: unknown): string {
  return error instanceof CommandRefused ? error.message : t('error-unexpected', { detail: String(error) })
}

function show(cache: QueryClient, message: MessageView) {
  notTaken.set(message.id, message)
  const thread = cache.getQueryData<Thread>(keys.thread(message.conversation_id))
  if (thread === undefined) return
  cache.setQueryData<Thread>(keys.thread(message.conversation_id), withMessages(thread, [message]))
  // What one writes is at the end, wherever one was reading.
  if (thread.newer !== null) void reachNewest(cache, message.conversation_id)
}

/** The answer of a command that gives a message, unless an event has already told of a later state of it. */
async function settle(cache: QueryClient, ask: () => Promise<MessageView>) {
  const { answer, events } = await withOvertaking(ask)
  const told = events.some((e) => e.event === 'messages' && e.items.some((m) => m.id === answer.id))
  if (!told) putMessages(cache, answer.conversation_id, [answer])
}

async function handOver(cache: QueryClient, message: MessageView) {
  try {
    await settle(cache, () =>
      call('send_text', { conversation_id: message.conversation_id, message_id: message.id, text: message.text ?? '' }),
    )
  } catch (error) {
    if (!notTaken.has(message.id)) return
    show(cache, {
      ...message,
      outgoing: {
        ...nothingHappened(message.outgoing?.author_name ?? ''),
        state: 'failed',
        problem: { message: wordsOf(error), code: null, provider_note: null, retry_at_ms: null },
        can_retry: true,
        can_cancel: true,
      },
    })
  }
}

function nothingHappened(author: string): NonNullable<MessageView['outgoing']> {
  return {
    state: 'queued',
    author_name: author,
    accepted_at_ms: null,
    sent_at_ms: null,
    delivered_at_ms: null,
    read_at_ms: null,
    problem: null,
    can_retry: false,
    can_cancel: false,
  }
}

/** Shows a text at once and hands it to the engine. The id is ours, so a repeat of the same hand-over sends once. */
export function sendText(cache: QueryClient, conversationId: string, text: string, author: string): Promise<void> {
  const message: MessageView = {
    id: crypto.randomUUID(),
    conversation_id: conversationId,
    direction: 'out',
    kind: 'text',
    text,
    at_ms: Date.now(),
    outgoing: nothingHappened(author),
    note: null,
    has_raw: false,
  }
  show(cache, message)
  return handOver(cache, message)
}

export type Note = { id: string; text: string; mentions: readonly MemberRef[] }

/** Shows a note at once and gives it to the engine. Rejects when it was not taken; then it is nowhere but with the caller. */
export async function writeNote(cache: QueryClient, conversationId: string, note: Note, author: string): Promise<void> {
  const { id, text } = note
  const message: MessageView = {
    id,
    conversation_id: conversationId,
    direction: 'out',
    kind: 'note',
    text,
    at_ms: Date.now(),
    outgoing: null,
    note: { author_name: author, mentions: [...note.mentions] },
    has_raw: false,
  }
  show(cache, message)
  try {
    const mentions = note.mentions.map((member) => member.id)
    await settle(cache, () => call('write_note', { conversation_id: conversationId, note_id: id, text, mentions }))
  } catch (error) {
    hide(cache, message)
    throw error
  }
}

/** Takes what the engine never took out of its thread. */
function hide(cache: QueryClient, message: MessageView): boolean {
  if (!notTaken.delete(message.id)) return false
  cache.setQueryData<Thread>(keys.thread(message.conversation_id), (thread) =>
    thread === undefined ? thread : { ...thread, rows: thread.rows.filter((m) => m.id !== message.id) },
  )
  return true
}

/** Sends a failed or unknown message again, as the same message. One that never reached the engine is handed over again under its own id. */
export async function sendAgain(cache: QueryClient, message: MessageView): Promise<void> {
  if (notTaken.has(message.id)) {
    const again = { ...message, outgoing: nothingHappened(message.outgoing?.author_name ?? '') }
    show(cache, again)
    return handOver(cache, again)
  }
  await settle(cache, () => call('retry_message', { message_id: message.id }))
}

/** Takes back a message that has not left. */
export async function takeBack(cache: QueryClient, message: MessageView): Promise<void> {
  if (hide(cache, message)) return
  await settle(cache, () => call('cancel_message', { message_id: message.id }))
}
