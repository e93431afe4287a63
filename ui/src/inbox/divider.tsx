import type { RefObject } from 'react'
import { t } from '../words/words'
import { LIST_WIDTH, useUi } from './ui_state'

const KEY_STEP = 16

/** Between list and thread; drag it, or focus it and use the arrow keys. A double click gives the usual width back. */
export function Divider({ pane }: { pane: RefObject<HTMLElement | null> }) {
  const width = useUi((ui) => ui.listWidth)
  const setWidth = useUi((ui) => ui.setListWidth)
  return (
    // biome-ignore lint/a11y/useSemanticElements: a movable separator has a value and takes focus, <hr> does neither
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label={t('list-width')}
      aria-valuemin={LIST_WIDTH.least}
      aria-valuemax={LIST_WIDTH.most}
      aria-valuenow={width}
      tabIndex={0}
      className="absolute inset-y-0 end-0 z-10 w-px cursor-col-resize touch-none bg-line outline-offset-0 before:absolute before:inset-y-0 before:-start-1 before:w-2.5 hover:bg-line-2 focus-visible:bg-accent max-two:hidden"
      onDoubleClick={() => setWidth(LIST_WIDTH.usual)}
      onKeyDown={(e) => {
        if (e.key === 'ArrowLeft') setWidth(width - KEY_STEP)
        else if (e.key === 'ArrowRight') setWidth(width + KEY_STEP)
        else if (e.key === 'Home') setWidth(LIST_WIDTH.least)
        else if (e.key === 'End') setWidth(LIST_WIDTH.most)
        else return
        e.preventDefault()
      }}
      onPointerDown={(e) => e.currentTarget.setPointerCapture(e.pointerId)}
      onPointerMove={(e) => {
        if (!e.currentTarget.hasPointerCapture(e.pointerId) || pane.current === null) return
        const box = pane.current.getBoundingClientRect()
        const isRtl = getComputedStyle(pane.current).direction === 'rtl'
        setWidth(isRtl ? box.right - e.clientX : e.clientX - box.left)
      }}
    />
  )
}
