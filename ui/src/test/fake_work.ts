import type {
  ConversationFilter,
  ConversationList,
  ConversationSort,
  ConversationView,
  Event,
  LabelView,
  MemberRef,
  MessageView,
  ReplyView,
} from '../api/generated'
import { type CommandName, CommandRefused, type Request, type Response } from '../api/transport'

type Handlers = { [C in CommandName]: (request: Request<C>) => Response<C> }
type Mine =
  | 'inbox_counts'
  | 'close_conversations'
  | 'reopen_conversations'
  | 'snooze_conversations'
  | 'parse_time'
  | 'pin_conversations'
  | 'label_conversations'
  | 'mark_unread'
  | 'write_note'
  | 'delete_conversation'
  | 'list_members'
  | 'list_labels'
  | 'put_label'
  | 'remove_label'
  | 'list_replies'
  | 'put_reply'
  | 'remove_reply'
  | 'fill_reply'

/** What the work is done on. */
export interface Desk {
  all(): ConversationView[]
  conversation(id: string): ConversationView
  change(id: string, change: Partial<ConversationView>): void
  replace(message: MessageView): void
  remove(id: string): void
  tell(event: Event): void
}

const HOUR = 3_600_000
const CLOSING_MS = 2 * HOUR

function refuse(message: string): never {
  throw new CommandRefused({ code: 'bad_request', message, retry_after_ms: null })
}

function closesIn(view: ConversationView): number | null {
  return view.window.window === 'open' ? view.window.closes_at_ms - Date.now() : null
}

function isClosing(view: ConversationView): boolean {
  const left = closesIn(view)
  return left !== null && left <= CLOSING_MS
}

function isShown(view: ConversationView, filter: ConversationFilter): boolean {
  const inWindow = { any: true, open: closesIn(view) !== null, closing: isClosing(view), closed: closesIn(view) === null }
  return (
    (filter.status === 'all' || view.status.status === filter.status) &&
    (!filter.unread_only || view.unread > 0) &&
    (filter.label_ids.length === 0 || view.labels.some((label) => filter.label_ids.includes(label.id))) &&
    (filter.phone_number_ids.length === 0 || filter.phone_number_ids.includes(view.number.phone_number_id)) &&
    inWindow[filter.window]
  )
}

const byNewest = (a: ConversationView, b: ConversationView) =>
  Number(b.pinned) - Number(a.pinned) || b.active_at_ms - a.active_at_ms || (a.id < b.id ? 1 : -1)

/** Those with a time first, the earliest before; then the others. */
function byTime(time: (view: ConversationView) => number | null) {
  return (a: ConversationView, b: ConversationView) => {
    const [one, other] = [time(a), time(b)]
    if (one !== null && other !== null) return one - other || (a.id < b.id ? -1 : 1)
    return one !== null ? -1 : other !== null ? 1 : byNewest(a, b)
  }
}

const ORDERS: Record<ConversationSort, (a: ConversationView, b: ConversationView) => number> = {
  newest: byNewest,
  longest_waiting: byTime((view) => view.waiting_since_ms),
  closing_soon: byTime(closesIn),
}

const EVERYTHING_OPEN: ConversationFilter = {
  status: 'open',
  unread_only: false,
  label_ids: [],
  phone_number_ids: [],
  window: 'any',
}

/** The engine's side of what agents do with conversations besides answering. */
export class FakeWork {
  readonly me: MemberRef = { id: 'member-sam', name: 'Sam' }
  members: MemberRef[] = [{ id: 'member-ana', name: 'Ana' }, this.me]
  labels: LabelView[] = [
    { id: 'label-vip', name: 'VIP', colour: '#b4461e' },
    { id: 'label-order', name: 'Order', colour: '#2f6fde' },
  ]
  replies: ReplyView[] = [
    { id: 'reply-thanks', shortcut: 'thanks', title: 'Thank you', text: 'Thank you, {{first_name}}! {{agent}}' },
  ]
  readonly #desk: Desk

  constructor(desk: Desk) {
    this.#desk = desk
  }

  shown(filter: ConversationFilter = EVERYTHING_OPEN, sort: ConversationSort = 'newest'): ConversationView[] {
    return this.#desk
      .all()
      .filter((view) => isShown(view, filter))
      .sort(ORDERS[sort])
  }

  #each(ids: readonly string[], change: (view: ConversationView) => Partial<ConversationView>): ConversationList {
    for (const id of ids) this.#desk.change(id, change(this.#desk.conversation(id)))
    return { items: ids.map((id) => this.#desk.conversation(id)) }
  }

  #warning(ids: readonly string[], atMs: number): string | null {
    const left = ids
      .map((id) => this.#desk.conversation(id))
      .some((view) => (closesIn(view) ?? Number.POSITIVE_INFINITY) < atMs - Date.now())
    return left ? 'The 24-hour window closes before then: after that only a template can be sent.' : null
  }

  #tellLabels() {
    this.#desk.tell({ event: 'labels', items: this.labels })
  }

  #tellReplies() {
    this.#desk.tell({ event: 'replies', items: this.replies })
  }

  readonly commands: Pick<Handlers, Mine> = {
    inbox_counts: () => {
      const open = this.shown()
      const count = (status: ConversationFilter['status']) => this.shown({ ...EVERYTHING_OPEN, status }).length
      return {
        open: open.length,
        unread: open.filter((view) => view.unread > 0).length,
        snoozed: count('snoozed'),
        closed: count('closed'),
        closing_soon: open.filter(isClosing).length,
      }
    },
    close_conversations: ({ conversation_ids }) => this.#each(conversation_ids, () => ({ status: { status: 'closed' } })),
    reopen_conversations: ({ conversation_ids }) => this.#each(conversation_ids, () => ({ status: { status: 'open' } })),
    snooze_conversations: ({ conversation_ids, until_ms }) => ({
      ...this.#each(conversation_ids, () => ({ status: { status: 'snoozed', until_ms } })),
      warning: this.#warning(conversation_ids, until_ms),
    }),
    parse_time: ({ text, conversation_ids }) => {
      const known: Record<string, string> = { tomorrow: '1d', 'next week': '7d' }
      const found = /^(\d+)\s*(m|h|d)$/.exec(known[text.trim()] ?? text.trim())
      if (found === null) return refuse(`"${text}" is not a time. Write one like 30m, 2h or 3d.`)
      const units = { m: 60_000, h: HOUR, d: 24 * HOUR }
      const at_ms = Date.now() + Number(found[1]) * units[found[2] as keyof typeof units]
      return { at_ms, words: new Date(at_ms).toISOString(), warning: this.#warning(conversation_ids, at_ms) }
    },
    pin_conversations: ({ conversation_ids, pinned }) => this.#each(conversation_ids, () => ({ pinned })),
    label_conversations: ({ conversation_ids, label_id, on }) =>
      this.#each(conversation_ids, (view) => ({
        labels: this.labels.filter((l) => (l.id === label_id ? on : view.labels.some((has) => has.id === l.id))),
      })),
    mark_unread: ({ conversation_id }) => {
      this.#desk.change(conversation_id, { unread: 1 })
      return {}
    },
    write_note: ({ conversation_id, note_id, text, mentions }) => {
      const note: MessageView = {
        id: note_id,
        conversation_id,
        direction: 'out',
        kind: 'note',
        text,
        at_ms: Date.now(),
        outgoing: null,
        has_raw: false,
        note: { author_name: this.me.name, mentions: this.members.filter((member) => mentions.includes(member.id)) },
      }
      this.#desk.replace(note)
      return note
    },
    delete_conversation: ({ conversation_id }) => {
      this.#desk.remove(conversation_id)
      this.#desk.tell({ event: 'conversations_gone', conversation_ids: [conversation_id] })
      return {}
    },
    list_members: () => ({ items: this.members, me: this.me.id }),
    list_labels: () => ({ items: this.labels }),
    put_label: ({ label_id, name, colour }) => {
      const label = { id: label_id ?? `label-${name.toLowerCase()}`, name, colour }
      this.labels = [...this.labels.filter((l) => l.id !== label.id), label].sort((a, b) => a.name.localeCompare(b.name))
      this.#tellLabels()
      return label
    },
    remove_label: ({ label_id }) => {
      this.labels = this.labels.filter((l) => l.id !== label_id)
      this.#tellLabels()
      return {}
    },
    list_replies: () => ({ items: this.replies }),
    put_reply: ({ reply_id, shortcut, title, text }) => {
      const reply = { id: reply_id ?? `reply-${shortcut}`, shortcut, title, text }
      this.replies = [...this.replies.filter((r) => r.id !== reply.id), reply]
      this.#tellReplies()
      return reply
    },
    remove_reply: ({ reply_id }) => {
      this.replies = this.replies.filter((r) => r.id !== reply_id)
      this.#tellReplies()
      return {}
    },
    fill_reply: ({ reply_id, conversation_id }) => {
      const reply = this.replies.find((r) => r.id === reply_id)
      if (reply === undefined) return refuse('This reply was removed meanwhile. Choose another one.')
      const { contact } = this.#desk.conversation(conversation_id)
      const known: Record<string, string | null | undefined> = {
        name: contact.profile_name,
        first_name: contact.profile_name?.split(' ')[0],
        number: contact.phone,
        agent: this.me.name,
      }
      const missing = new Set<string>()
      const text = reply.text.replace(/\{\{(\w+)\}\}/g, (_, word: string) => {
        const value = known[word]
        if (value == null) missing.add(word)
        return value ?? ''
      })
      return { text, missing: [...missing] }
    },
  }
}
