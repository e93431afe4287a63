import { LoaderCircle } from 'lucide-react'

/** Something is going on. Decorative: the word is beside it. */
export function Spinner({ size = 16 }: { size?: number }) {
  return <LoaderCircle size={size} strokeWidth={1.75} aria-hidden="true" className="shrink-0 animate-spin text-ink-3" />
}
