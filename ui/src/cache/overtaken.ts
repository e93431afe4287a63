import type { Event } from '../api/generated'

/**
 * An answer and an event may cross on the way. While something is being fetched its events are kept here and put on top of the answer
 * when it comes, so an older answer never hides a newer event.
 */
const open = new Set<Event[]>()

export function noteEvent(event: Event) {
  for (const noted of open) noted.push(event)
}

/** The answer, and the events that came while it was under way. */
export async function withOvertaking<T>(ask: () => Promise<T>): Promise<{ answer: T; events: Event[] }> {
  const events: Event[] = []
  open.add(events)
  try {
    return { answer: await ask(), events }
  } finally {
    open.delete(events)
  }
}
