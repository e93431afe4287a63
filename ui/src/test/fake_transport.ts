import type {
  ApiError,
  BootView,
  ConversationView,
  Event,
  KeptView,
  MessageState,
  MessageView,
  ProfileView,
} from '../api/generated'
import { type CommandName, CommandRefused, type Request, type Response, type Transport } from '../api/transport'
import { byTime } from '../cache/thread'
import { pageOf, search } from './fake_search'
import { FakeWhatsApp } from './fake_whatsapp'
import { FakeWork } from './fake_work'
import { NUMBER, outgoing } from './make'

type Handlers = { [C in CommandName]: (request: Request<C>) => Response<C> }

export const READY: Extract<ProfileView, { stage: 'ready' }> = {
  stage: 'ready',
  workspace_name: 'Oak & Iron',
  member_name: 'Sam',
  numbers: [
    {
      phone_number_id: NUMBER.phone_number_id,
      waba_id: '2077',
      display_phone_number: NUMBER.display_phone_number,
      verified_name: NUMBER.name,
    },
  ],
  demo: null,
}

/** A small engine in memory: it keeps state, tells events, and can be made to refuse. */
export class FakeTransport implements Transport {
  boot: BootView = { profile: READY, connection: { state: 'live' }, app_version: '0.1.0' }
  readonly conversations = new Map<string, ConversationView>()
  readonly messages = new Map<string, MessageView[]>()
  /** Newest first. */
  kept: readonly KeptView[] = []
  /** Every call, in order. */
  readonly calls: { command: CommandName; request: unknown }[] = []
  /** Commands that are refused until taken out. */
  readonly refusals = new Map<CommandName, ApiError>()
  readonly #held = new Map<CommandName, Promise<void>>()
  #handlers = new Set<(event: Event) => void>()
  readonly whatsapp = new FakeWhatsApp((event) => this.tell(event))
  readonly work = new FakeWork({
    all: () => [...this.conversations.values()],
    conversation: (id) => this.#conversation(id),
    change: (id, change) => this.change(id, change),
    replace: (message) => this.replace(message),
    remove: (id) => {
      this.conversations.delete(id)
      this.messages.delete(id)
    },
    tell: (event) => this.tell(event),
  })

  async call<C extends CommandName>(command: C, request: Request<C>): Promise<Response<C>> {
    this.calls.push({ command, request })
    await this.#held.get(command)
    const refusal = this.refusals.get(command)
    if (refusal !== undefined) throw new CommandRefused(refusal)
    return this.#commands[command](request)
  }

  subscribe(handler: (event: Event) => void): () => void {
    this.#handlers.add(handler)
    return () => this.#handlers.delete(handler)
  }

  tell(event: Event) {
    for (const handler of this.#handlers) handler(event)
  }

  /** Calls of a command stay on their way until the returned function is called. */
  hold(command: CommandName): () => void {
    let release = () => {}
    this.#held.set(
      command,
      new Promise((resolve) => {
        release = resolve
      }),
    )
    return () => {
      this.#held.delete(command)
      release()
    }
  }

  called<C extends CommandName>(command: C): Request<C>[] {
    return this.calls.filter((c) => c.command === command).map((c) => c.request as Request<C>)
  }

  put(view: ConversationView, messages: readonly MessageView[] = []) {
    this.conversations.set(view.id, view)
    this.messages.set(view.id, [...messages].sort(byTime))
  }

  /** A customer writes. */
  arrive(message: MessageView) {
    const view = this.#conversation(message.conversation_id)
    this.messages.get(view.id)?.unshift(message)
    this.change(view.id, {
      unread: view.unread + 1,
      status: { status: 'open' },
      active_at_ms: message.at_ms,
      last: { direction: 'in', kind: message.kind, text: message.text, at_ms: message.at_ms, state: null },
      window: { window: 'open', closes_at_ms: message.at_ms + 24 * 3_600_000 },
    })
    this.tell({ event: 'messages', conversation_id: view.id, items: [message] })
  }

  change(id: string, change: Partial<ConversationView>) {
    const view = { ...this.#conversation(id), ...change }
    this.conversations.set(id, view)
    this.tell({ event: 'conversations', items: [view] })
  }

  /** One of our messages gets further. */
  advance(messageId: string, state: MessageState, atMs: number) {
    const message = this.#message(messageId)
    if (message.outgoing === null) return
    const times = { accepted: 'accepted_at_ms', sent: 'sent_at_ms', delivered: 'delivered_at_ms', read: 'read_at_ms' } as const
    const field = state in times ? times[state as keyof typeof times] : null
    this.replace({
      ...message,
      outgoing: { ...message.outgoing, state, can_cancel: false, ...(field === null ? {} : { [field]: atMs }) },
    })
  }

  replace(message: MessageView) {
    const rows = this.messages.get(message.conversation_id) ?? []
    const at = rows.findIndex((m) => m.id === message.id)
    if (at === -1) rows.unshift(message)
    else rows[at] = message
    const view = this.#conversation(message.conversation_id)
    if (rows[0]?.id === message.id && message.note === null) {
      this.change(view.id, {
        active_at_ms: message.at_ms,
        last: {
          direction: message.direction,
          kind: message.kind,
          text: message.text,
          at_ms: message.at_ms,
          state: message.outgoing?.state ?? null,
        },
      })
    }
    this.tell({ event: 'messages', conversation_id: message.conversation_id, items: [message] })
  }

  #conversation(id: string): ConversationView {
    const view = this.conversations.get(id)
    if (view === undefined)
      throw new CommandRefused({ code: 'not_found', message: 'There is no such conversation.', retry_after_ms: null })
    return view
  }

  #message(id: string): MessageView {
    for (const rows of this.messages.values()) for (const message of rows) if (message.id === id) return message
    throw new CommandRefused({ code: 'not_found', message: 'There is no such message.', retry_after_ms: null })
  }

  #ready(): BootView {
    this.boot = { ...this.boot, profile: READY }
    return this.boot
  }

  readonly #commands: Handlers = {
    ...this.whatsapp.commands,
    ...this.work.commands,
    boot: () => this.boot,
    unlock: () => this.#ready(),
    create_workspace: ({ workspace_name, member_name }) => {
      this.boot = { ...this.boot, profile: { ...READY, workspace_name, member_name, numbers: [] } }
      this.whatsapp.numbers = []
      return this.boot
    },
    connect_number: ({ phone_number_id, waba_id }) => ({
      phone_number_id,
      waba_id,
      display_phone_number: '+1 555 010 0199',
      verified_name: 'Oak & Iron',
    }),
    list_conversations: ({ filter, sort, after, limit }) => {
      const rows = this.work.shown(filter, sort)
      const from = after === null ? 0 : Number(after)
      return { items: rows.slice(from, from + limit), next: from + limit < rows.length ? String(from + limit) : null }
    },
    conversation: ({ conversation_id }) => this.#conversation(conversation_id),
    list_messages: (request) => pageOf(this.messages.get(request.conversation_id) ?? [], request),
    search: (request) => search(this.conversations, this.messages, request),
    send_text: ({ conversation_id, message_id, text }) => {
      const message = outgoing(
        { id: message_id, conversation_id, text, at_ms: Date.now() },
        { state: 'queued', author_name: 'Sam' },
      )
      this.replace(message)
      this.change(conversation_id, { draft: '' })
      return message
    },
    retry_message: ({ message_id }) => {
      const message = this.#message(message_id)
      const again = outgoing({ ...message, at_ms: Date.now() }, { state: 'queued', author_name: 'Sam' })
      this.replace(again)
      return again
    },
    cancel_message: ({ message_id }) => {
      this.advance(message_id, 'cancelled', Date.now())
      return this.#message(message_id)
    },
    save_draft: ({ conversation_id, text }) => {
      this.change(conversation_id, { draft: text })
      return {}
    },
    mark_read: ({ conversation_id }) => {
      this.change(conversation_id, { unread: 0 })
      return {}
    },
    raw_message: ({ message_id }) => ({
      raw: JSON.stringify({ id: `wamid.${message_id}`, type: this.#message(message_id).kind, from: '16505551234' }),
    }),
    list_kept: ({ before, limit }) => {
      const from = before === null ? 0 : Number(before)
      const to = from + limit
      return { items: this.kept.slice(from, to), next: to < this.kept.length ? String(to) : null }
    },
    raw_kept: ({ entry_id }) => ({ raw: JSON.stringify({ entry: entry_id }) }),
  }
}
