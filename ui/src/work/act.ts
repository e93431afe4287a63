import type { QueryClient } from '@tanstack/react-query'
import { call } from '../api/call'
import type { ConversationView, LabelView } from '../api/generated'
import { knownConversation, putConversations, takeConversation } from '../cache/conversations'
import { statusAt } from '../cache/list_view'
import { wordsOf } from '../cache/thread'
import { useUi } from '../inbox/ui_state'
import { focusList } from '../inbox/use_inbox_keys'
import { announce } from '../parts/announce'
import { snoozeTime } from '../time/labels'
import { t } from '../words/words'
import { useWork } from './work_state'

/** The engine takes this many conversations at once. */
const AT_ONCE = 200

const idsOf = (views: readonly ConversationView[]) => views.map((view) => view.id)

function known(cache: QueryClient, ids: readonly string[]): ConversationView[] {
  return ids.map((id) => knownConversation(cache, id)).filter((view) => view !== undefined)
}

function tell(words: string, undo: (() => Promise<void>) | null, isRefusal = false) {
  useWork.getState().setNotice({ words, undo, isRefusal })
  announce(words)
}

/** In as many commands as it takes, one after the other. */
async function inParts(ids: readonly string[], ask: (ids: string[]) => Promise<unknown>) {
  for (let at = 0; at < ids.length; at += AT_ONCE) await ask(ids.slice(at, at + AT_ONCE))
}

/** Shows the change at once; when the engine refuses it, what was before is shown again, with the reason. */
async function change(
  cache: QueryClient,
  before: readonly ConversationView[],
  after: (view: ConversationView) => Partial<ConversationView>,
  ask: (ids: string[]) => Promise<unknown>,
): Promise<boolean> {
  if (before.length === 0) return false
  const now = (view: ConversationView) => knownConversation(cache, view.id) ?? view
  const changes = new Map(before.map((view) => [view, after(view)]))
  putConversations(
    cache,
    before.map((view) => ({ ...now(view), ...changes.get(view) })),
  )
  try {
    await inParts(idsOf(before), ask)
    return true
  } catch (error) {
    const was = (view: ConversationView) =>
      Object.fromEntries(Object.keys(changes.get(view) ?? {}).map((field) => [field, view[field as keyof ConversationView]]))
    putConversations(
      cache,
      before.map((view) => ({ ...now(view), ...was(view) })),
    )
    tell(wordsOf(error), null, true)
    return false
  }
}

const open = { status: 'open' } as const

/** Gives each of them the state that it had. */
async function putBack(cache: QueryClient, before: readonly ConversationView[]) {
  const now = Date.now()
  const were = (status: string) => before.filter((view) => statusAt(view, now).status === status)
  await change(
    cache,
    were('open'),
    () => ({ status: open }),
    (ids) => call('reopen_conversations', { conversation_ids: ids }),
  )
  await change(
    cache,
    were('closed'),
    () => ({ status: { status: 'closed' } }),
    (ids) => call('close_conversations', { conversation_ids: ids }),
  )
  for (const view of were('snoozed')) {
    if (view.status.status !== 'snoozed') continue
    const { until_ms } = view.status
    await change(
      cache,
      [view],
      () => ({ status: view.status }),
      (ids) => call('snooze_conversations', { conversation_ids: ids, until_ms }),
    )
  }
}

export async function close(cache: QueryClient, ids: readonly string[]) {
  const before = known(cache, ids).filter((view) => view.status.status !== 'closed')
  const done = await change(
    cache,
    before,
    () => ({ status: { status: 'closed' } }),
    (ids) => call('close_conversations', { conversation_ids: ids }),
  )
  if (done) tell(t('work-closed', { count: before.length }), () => putBack(cache, before))
}

export async function reopen(cache: QueryClient, ids: readonly string[]) {
  const before = known(cache, ids).filter((view) => view.status.status !== 'open')
  const done = await change(
    cache,
    before,
    () => ({ status: open }),
    (ids) => call('reopen_conversations', { conversation_ids: ids }),
  )
  if (done) tell(t('work-reopened', { count: before.length }), () => putBack(cache, before))
}

export async function snooze(cache: QueryClient, ids: readonly string[], untilMs: number) {
  const before = known(cache, ids)
  const done = await change(
    cache,
    before,
    () => ({ status: { status: 'snoozed', until_ms: untilMs } }),
    (ids) => call('snooze_conversations', { conversation_ids: ids, until_ms: untilMs }),
  )
  const time = snoozeTime(untilMs, Date.now())
  if (done) tell(t('work-snoozed', { count: before.length, time }), () => putBack(cache, before))
}

/** Pins all of them, or, when they all are pinned, none. */
export async function pin(cache: QueryClient, ids: readonly string[]) {
  const views = known(cache, ids)
  const pinned = views.some((view) => !view.pinned)
  const before = views.filter((view) => view.pinned !== pinned)
  const done = await change(
    cache,
    before,
    () => ({ pinned }),
    (ids) => call('pin_conversations', { conversation_ids: ids, pinned }),
  )
  if (done) tell(t(pinned ? 'work-pinned' : 'work-unpinned', { count: before.length }), () => pin(cache, idsOf(before)))
}

export async function label(cache: QueryClient, ids: readonly string[], label: LabelView, on: boolean) {
  const before = known(cache, ids).filter((view) => view.labels.some((known) => known.id === label.id) !== on)
  const done = await change(
    cache,
    before,
    (view) => ({ labels: on ? [...view.labels, label] : view.labels.filter((known) => known.id !== label.id) }),
    (ids) => call('label_conversations', { conversation_ids: ids, label_id: label.id, on }),
  )
  if (done) {
    const words = t(on ? 'work-labelled' : 'work-unlabelled', { count: before.length, label: label.name })
    tell(words, () => setLabel(cache, idsOf(before), label, !on))
  }
}

const setLabel = label

/** Leaves it if it is open: what one looks at would be read again at once. */
export async function markUnread(cache: QueryClient, ids: readonly string[]) {
  const before = known(cache, ids).filter((view) => view.unread === 0)
  const { selected, open } = useUi.getState()
  if (selected !== null && ids.includes(selected)) {
    open(null)
    requestAnimationFrame(focusList)
  }
  const done = await change(
    cache,
    before,
    () => ({ unread: 1 }),
    (ids) => Promise.all(ids.map((id) => call('mark_unread', { conversation_id: id }))),
  )
  if (done) tell(t('work-unread', { count: before.length }), null)
}

/** For good, everywhere. Rejects when the engine refuses. */
export async function deleteConversation(cache: QueryClient, id: string) {
  await call('delete_conversation', { conversation_id: id })
  const { selected, open } = useUi.getState()
  if (selected === id) open(null)
  useWork.getState().mark(id, false)
  takeConversation(cache, id)
  tell(t('work-deleted'), null)
  requestAnimationFrame(focusList)
}

/** Takes back what the line on screen tells of. */
export async function undoLast() {
  const { notice, setNotice } = useWork.getState()
  if (notice?.undo == null) return
  setNotice(null)
  await notice.undo()
}
