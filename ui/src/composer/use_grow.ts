import { type RefObject, useLayoutEffect } from 'react'

/** As high as its text: a text area has no height of its own. */
export function useGrow(area: RefObject<HTMLTextAreaElement | null>, text: string) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text decides the height
  useLayoutEffect(() => {
    const box = area.current
    if (box === null) return
    box.style.height = '0'
    box.style.height = `${box.scrollHeight}px`
  }, [area, text])
}
