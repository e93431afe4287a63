import { QueryObserver } from '@tanstack/react-query'
import { waitFor } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { chooseTransport } from '../api/call'
import type { ConversationView } from '../api/generated'
import { FakeTransport } from '../test/fake_transport'
import { conversation, incoming, outgoing } from '../test/make'
import { applyEvent } from './apply_event'
import { newCache } from './client'
import { type ConversationList, toPlace } from './conversations'
import { keys } from './keys'
import { USUAL_VIEW } from './list_view'
import { sendText, type Thread } from './thread'

const LIST = keys.listOf(USUAL_VIEW)
const EMPTY: Thread = { rows: [], next: null, newer: null, anchor: null }
let fake: FakeTransport
let cache: ReturnType<typeof newCache>

beforeEach(() => {
  fake = new FakeTransport()
  chooseTransport(fake)
  cache = newCache()
  fake.subscribe((event) => applyEvent(cache, event))
})

const listIds = () => cache.getQueryData<ConversationList>(LIST)?.rows.map((r) => r.id)
const threadTexts = () => cache.getQueryData<Thread>(keys.thread('c1'))?.rows.map((m) => m.text)

function loadedList(...views: ConversationView[]) {
  for (const view of views) cache.setQueryData(keys.conversation(view.id), view)
  cache.setQueryData<ConversationList>(LIST, {
    rows: views.map(toPlace),
    next: null,
  })
}

test('a change inside a row leaves the list itself alone', () => {
  const view = conversation({ id: 'c1', active_at_ms: 1 })
  loadedList(conversation({ id: 'c2', active_at_ms: 2 }), view)
  const before = cache.getQueryData(LIST)
  applyEvent(cache, { event: 'conversations', items: [{ ...view, draft: 'hm' }] })
  expect(cache.getQueryData(LIST)).toBe(before)
  expect(cache.getQueryData<ConversationView>(keys.conversation('c1'))?.draft).toBe('hm')
})

test('new activity moves a conversation up, and a new one appears', () => {
  loadedList(conversation({ id: 'c2', active_at_ms: 2 }), conversation({ id: 'c1', active_at_ms: 1 }))
  applyEvent(cache, {
    event: 'conversations',
    items: [conversation({ id: 'c1', active_at_ms: 9 }), conversation({ id: 'c3', active_at_ms: 5 })],
  })
  expect(listIds()).toEqual(['c1', 'c3', 'c2'])
})

test('messages land in order, whatever their order of arrival and however often they come', () => {
  cache.setQueryData<Thread>(keys.thread('c1'), {
    ...EMPTY,
    rows: [incoming({ id: 'm1', at_ms: 1, text: 'one' })],
  })
  const three = incoming({ id: 'm3', at_ms: 3, text: 'three' })
  const two = incoming({ id: 'm2', at_ms: 2, text: 'two' })
  for (const message of [three, two, three]) applyEvent(cache, { event: 'messages', conversation_id: 'c1', items: [message] })
  expect(threadTexts()).toEqual(['three', 'two', 'one'])
})

test('a thread that nobody opened is not filled by events', () => {
  applyEvent(cache, { event: 'messages', conversation_id: 'c1', items: [incoming({ id: 'm1' })] })
  expect(cache.getQueryData(keys.thread('c1'))).toBeUndefined()
})

test('a sent text is there at once, once, and gets the state that the engine tells', async () => {
  fake.put(conversation({ id: 'c1' }))
  cache.setQueryData<Thread>(keys.thread('c1'), EMPTY)
  const sending = sendText(cache, 'c1', 'Hello', 'Sam')
  const id = cache.getQueryData<Thread>(keys.thread('c1'))?.rows[0]?.id ?? ''
  expect(threadTexts()).toEqual(['Hello'])
  await sending
  expect(threadTexts()).toEqual(['Hello'])
  fake.advance(id, 'delivered', 5)
  expect(cache.getQueryData<Thread>(keys.thread('c1'))?.rows[0]?.outgoing?.state).toBe('delivered')
})

test('an event that overtakes the answer is not undone by it', async () => {
  fake.put(conversation({ id: 'c1' }))
  cache.setQueryData<Thread>(keys.thread('c1'), EMPTY)
  const sending = sendText(cache, 'c1', 'Hello', 'Sam')
  const id = cache.getQueryData<Thread>(keys.thread('c1'))?.rows[0]?.id ?? ''
  applyEvent(cache, {
    event: 'messages',
    conversation_id: 'c1',
    items: [outgoing({ id, at_ms: 1, text: 'Hello' }, { state: 'read' })],
  })
  // The answer still says "queued".
  fake.tell = () => {}
  await sending
  expect(cache.getQueryData<Thread>(keys.thread('c1'))?.rows.map((m) => m.outgoing?.state)).toEqual(['read'])
})

test('a text that the engine did not take stays, says why, and survives a resync', async () => {
  fake.put(conversation({ id: 'c1' }))
  cache.setQueryData<Thread>(keys.thread('c1'), EMPTY)
  fake.refusals.set('send_text', { code: 'internal', message: 'The disk is full. Free some space.', retry_after_ms: null })
  await sendText(cache, 'c1', 'Hello', 'Sam')
  const [message] = cache.getQueryData<Thread>(keys.thread('c1'))?.rows ?? []
  expect(message?.outgoing).toMatchObject({
    state: 'failed',
    can_retry: true,
    problem: { message: 'The disk is full. Free some space.' },
  })
})

test('a resync loads again what is on screen and drops the rest', async () => {
  fake.put(conversation({ id: 'c1', active_at_ms: 1 }))
  cache.setQueryData<Thread>(keys.thread('gone'), EMPTY)
  let asked = 0
  const queryFn = (): Promise<ConversationList> => {
    asked += 1
    return Promise.resolve({ rows: [], next: null })
  }
  const stop = new QueryObserver(cache, { queryKey: LIST, queryFn }).subscribe(() => {})
  expect(asked).toBe(1)
  await waitFor(() => expect(cache.getQueryData(LIST)).toBeDefined())
  applyEvent(cache, { event: 'resync' })
  expect(asked).toBe(2)
  expect(cache.getQueryData(keys.thread('gone'))).toBeUndefined()
  stop()
})
