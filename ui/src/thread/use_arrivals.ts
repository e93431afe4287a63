import { useEffect, useRef } from 'react'
import type { MessageView } from '../api/generated'
import { announce } from '../parts/announce'
import { kindOf } from '../parts/kinds'
import { t } from '../words/words'

/** Says what arrives in the open thread to those who do not see it. */
export function useArrivals(name: string, newest: MessageView | undefined) {
  const last = useRef(newest?.id)
  useEffect(() => {
    if (newest === undefined || newest.id === last.current) return
    last.current = newest.id
    if (newest.direction === 'in') announce(t('thread-arrived', { name, text: newest.text ?? kindOf(newest.kind).word }))
  }, [name, newest])
}
