import { ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button, Disclosure, DisclosurePanel, Heading } from 'react-aria-components'

/** Something that is there when one wants it. */
export function Fold({
  title,
  children,
  isOpenAtFirst = false,
}: {
  title: string
  children: ReactNode
  isOpenAtFirst?: boolean
}) {
  return (
    <Disclosure defaultExpanded={isOpenAtFirst} className="group/fold">
      <Heading level={3}>
        <Button
          slot="trigger"
          className="-ms-1 inline-flex cursor-default items-center gap-1 rounded-control py-1 ps-0.5 pe-2 text-start font-medium text-ink-2 transition-colors hover:text-ink"
        >
          <ChevronRight
            size={16}
            strokeWidth={1.75}
            aria-hidden="true"
            className="shrink-0 transition-transform duration-150 group-expanded/fold:rotate-90 rtl:rotate-180"
          />
          {title}
        </Button>
      </Heading>
      <DisclosurePanel>
        <div className="ps-5 pt-2 pb-1">{children}</div>
      </DisclosurePanel>
    </Disclosure>
  )
}
