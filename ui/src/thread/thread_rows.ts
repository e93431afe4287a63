import type { MessageView } from '../api/generated'
import { daysAgo } from '../time/labels'

/** Messages of one side closer than this belong together. */
const GROUP_MS = 5 * 60_000

export type ThreadRow = {
  message: MessageView
  /** The first message of its day carries the day's name. */
  startsDay: boolean
  startsGroup: boolean
  endsGroup: boolean
  /** The first message that this member has not seen. */
  startsUnread: boolean
}

function belongTogether(a: MessageView, b: MessageView): boolean {
  return (
    a.note === null &&
    b.note === null &&
    a.direction === b.direction &&
    a.outgoing?.author_name === b.outgoing?.author_name &&
    b.at_ms - a.at_ms < GROUP_MS &&
    daysAgo(a.at_ms, b.at_ms) === 0
  )
}

/** Oldest first, with what the neighbours decide about each message's looks. */
export function threadRows(newestFirst: readonly MessageView[], firstUnread: string | null): ThreadRow[] {
  const rows: ThreadRow[] = []
  for (let i = newestFirst.length - 1; i >= 0; i--) {
    const message = newestFirst[i] as MessageView
    const before = newestFirst[i + 1]
    const after = newestFirst[i - 1]
    const startsUnread = message.id === firstUnread
    rows.push({
      message,
      startsDay: before === undefined || daysAgo(before.at_ms, message.at_ms) !== 0,
      startsGroup: before === undefined || startsUnread || !belongTogether(before, message),
      endsGroup: after === undefined || after.id === firstUnread || !belongTogether(message, after),
      startsUnread,
    })
  }
  return rows
}

/** The oldest of the last `unread` messages of the customer; `null` when all are seen or it is further back than what is loaded. */
export function firstUnreadOf(newestFirst: readonly MessageView[], unread: number): string | null {
  if (unread === 0) return null
  let left = unread
  for (const message of newestFirst) {
    if (message.direction === 'in') left -= 1
    if (left === 0) return message.id
  }
  return null
}
