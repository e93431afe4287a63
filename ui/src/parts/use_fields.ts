import { useCallback, useState } from 'react'
import { CommandRefused } from '../api/transport'
import { wordsOf } from '../cache/thread'

/** What is typed into a form and what is wrong with it. Changing a field takes its trouble away. */
export function useFields<Values extends Record<string, string>>(initial: Values) {
  type Name = keyof Values & string
  const [values, setValues] = useState(initial)
  const [troubles, setTroubles] = useState<Partial<Record<Name, string>>>({})
  const set = useCallback((name: Name, value: string) => {
    setValues((was) => ({ ...was, [name]: value }))
    setTroubles((was) => {
      const { [name]: _mended, ...others } = was
      return others as Partial<Record<Name, string>>
    })
  }, [])
  const field = (name: Name) => ({
    value: values[name] as string,
    error: troubles[name] ?? null,
    onChange: (value: string) => set(name, value),
  })
  /** Notes what is wrong; the first such field gets the focus. Returns whether all is well. */
  const isFine = (found: Partial<Record<Name, string>>, form: HTMLElement | null): boolean => {
    setTroubles(found)
    if (Object.keys(found).length === 0) return true
    requestAnimationFrame(() => form?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus())
    return false
  }
  const isAboutField = (error: unknown): error is CommandRefused & { field: Name } =>
    error instanceof CommandRefused && error.field !== null && error.field in values
  /** Puts what was refused at the field that it is about. */
  const refuse = (error: unknown, form: HTMLElement | null) => {
    if (!isAboutField(error)) return
    const found: Partial<Record<Name, string>> = {}
    found[error.field] = wordsOf(error)
    isFine(found, form)
  }
  /** The words of what was refused, unless they are at a field. */
  const refusal = (error: unknown): string | null => (error === null || isAboutField(error) ? null : wordsOf(error))
  return { values, setValues, set, field, isFine, refuse, refusal }
}

export type Fields<Values extends Record<string, string>> = ReturnType<typeof useFields<Values>>
