import type { ContactView, ConversationView, MessageView, NumberRef, OutgoingView } from '../api/generated'

export const NUMBER: NumberRef = { phone_number_id: '1065', name: 'Oak & Iron', display_phone_number: '+1 555 010 0199' }

export function contact(change: Partial<ContactView> & { id: string }): ContactView {
  return {
    display_name: change.profile_name ?? change.phone ?? 'Ana',
    profile_name: null,
    phone: null,
    username: null,
    ...change,
  }
}

export function conversation(change: Partial<ConversationView> & { id: string }): ConversationView {
  return {
    contact: contact({ id: `contact-${change.id}`, profile_name: 'Ana' }),
    number: NUMBER,
    unread: 0,
    last: null,
    draft: '',
    window: { window: 'open', closes_at_ms: Date.now() + 20 * 3_600_000 },
    status: { status: 'open' },
    pinned: false,
    labels: [],
    waiting_since_ms: null,
    active_at_ms: 0,
    ...change,
  }
}

export function incoming(change: Partial<MessageView> & { id: string }): MessageView {
  return {
    conversation_id: 'c1',
    direction: 'in',
    kind: 'text',
    text: 'Hello',
    at_ms: 0,
    outgoing: null,
    note: null,
    has_raw: true,
    ...change,
  }
}

export function outgoing(change: Partial<MessageView> & { id: string }, out: Partial<OutgoingView> = {}): MessageView {
  return {
    conversation_id: 'c1',
    direction: 'out',
    kind: 'text',
    text: 'Hi',
    at_ms: 0,
    has_raw: false,
    note: null,
    ...change,
    outgoing: {
      state: 'sent',
      author_name: 'Sam',
      accepted_at_ms: null,
      sent_at_ms: null,
      delivered_at_ms: null,
      read_at_ms: null,
      problem: null,
      can_retry: false,
      can_cancel: false,
      ...out,
    },
  }
}
