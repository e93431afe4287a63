import { useState } from 'react'
import { wordsOf } from '../cache/thread'

/** Runs a command of a form: whether it is under way, and why it was refused. Resolves to whether it was done. */
export function useSaving() {
  const [isSaving, setSaving] = useState(false)
  const [refused, setRefused] = useState<string | null>(null)
  async function save(ask: () => Promise<unknown>): Promise<boolean> {
    setSaving(true)
    setRefused(null)
    try {
      await ask()
      return true
    } catch (error) {
      setRefused(wordsOf(error))
      return false
    } finally {
      setSaving(false)
    }
  }
  return { isSaving, refused, save }
}
