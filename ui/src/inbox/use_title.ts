import { useEffect } from 'react'
import { useCounts } from '../cache/counts'
import { t } from '../words/words'

/** The window's title says how many conversations wait. */
export function useTitle() {
  const count = useCounts()?.unread ?? 0
  useEffect(() => {
    document.title = count === 0 ? t('title') : t('title-unread', { count })
    return () => {
      document.title = t('title')
    }
  }, [count])
}
