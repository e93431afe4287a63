import type { ReactNode } from 'react'

/** A plain page with one column, for what comes before the inbox. */
export function Screen({ children }: { children: ReactNode }) {
  return (
    <main className="h-full overflow-y-auto bg-ground">
      <div className="mx-auto flex min-h-full w-full max-w-[440px] flex-col justify-center gap-6 px-6 py-10">
        <img src="./icon.svg" alt="" className="size-9" />
        {children}
      </div>
    </main>
  )
}
