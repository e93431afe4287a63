import type { ReactNode } from 'react'

/** A section of the settings: its name on top, and its content, which scrolls. */
export function Section({
  title,
  aside,
  children,
  isWide = false,
}: {
  title: string
  /** Beside the title. */
  aside?: ReactNode
  children: ReactNode
  isWide?: boolean
}) {
  return (
    <>
      <header className="flex h-14 shrink-0 items-center justify-between gap-3 border-b border-line px-6 max-two:px-4">
        <h1 className="text-[0.9375rem] font-semibold">{title}</h1>
        {aside}
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <div tabIndex={0} className="min-h-0 flex-1 overflow-y-auto -outline-offset-2">
        <div className={`@container flex flex-col gap-7 px-6 py-5 max-two:px-4 ${isWide ? '' : 'max-w-3xl'}`}>{children}</div>
      </div>
    </>
  )
}

/** A part of a section. */
export function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-2">
      <h2 className="text-[0.75rem] font-semibold text-ink-2">{title}</h2>
      {children}
    </section>
  )
}
