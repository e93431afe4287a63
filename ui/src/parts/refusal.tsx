/** What was refused, in the engine's words. */
export function Refusal({ words }: { words: string | null }) {
  if (words === null) return null
  return (
    <p role="alert" className="selectable rounded-control bg-danger-ground px-3 py-2 text-danger">
      {words}
    </p>
  )
}
