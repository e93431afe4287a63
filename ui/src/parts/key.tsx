/** A key to press. */
export function Key({ name }: { name: string }) {
  return (
    <kbd className="inline-block min-w-5 rounded border border-line-2 bg-pane px-1.5 py-0.5 text-center font-sans text-meta leading-4 text-ink-2">
      {name}
    </kbd>
  )
}
