import { create } from 'zustand'

const useAnnouncement = create<{ words: string; turn: number }>()(() => ({ words: '', turn: 0 }))

/** Says something to a screen reader, politely: after what it is saying now. */
export function announce(words: string) {
  useAnnouncement.setState((was) => ({ words, turn: was.turn + 1 }))
}

/** The place that screen readers listen to. One, always there: a region that appears with its words is not read. */
export function Announcer() {
  const { words, turn } = useAnnouncement()
  return (
    <div role="status" aria-live="polite" className="sr-only">
      {/* A new node each time, so that the same words are read again. */}
      <span key={turn}>{words}</span>
    </div>
  )
}
