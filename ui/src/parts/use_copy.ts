import { useCallback, useEffect, useRef, useState } from 'react'
import { t } from '../words/words'
import { announce } from './announce'

/** How long the tick of a copy stays. */
const SHOWN_MS = 1_400

export type Copied = 'no' | 'yes' | 'refused'

/** Copies a text as it was written, and says for a moment how that went. */
export function useCopy(text: string): { copied: Copied; copy: () => void } {
  const [copied, setCopied] = useState<Copied>('no')
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  const copy = useCallback(() => {
    const say = (how: Copied, words: string) => {
      announce(words)
      setCopied(how)
      clearTimeout(timer.current)
      timer.current = setTimeout(() => setCopied('no'), SHOWN_MS)
    }
    // An insecure page has no clipboard at all.
    Promise.resolve()
      .then(() => navigator.clipboard.writeText(text))
      .then(
        () => say('yes', t('link-copied')),
        () => say('refused', t('link-not-copied')),
      )
  }, [text])
  return { copied, copy }
}
