import type { ReactElement, ReactNode } from 'react'
import { Tooltip, TooltipTrigger } from 'react-aria-components'

/** Words that appear beside something under the pointer or in focus. */
export function Tip({ words, children, isOpen }: { words: ReactNode; children: ReactElement; isOpen?: boolean }) {
  return (
    <TooltipTrigger delay={500} closeDelay={80} {...(isOpen === undefined ? {} : { isOpen })}>
      {children}
      <Tooltip
        offset={6}
        className="edge-in-forced-colors max-w-96 rounded-control bg-float px-2.5 py-1.5 text-[0.75rem] leading-snug text-ink shadow-float entering:animate-arrive"
      >
        {words}
      </Tooltip>
    </TooltipTrigger>
  )
}
