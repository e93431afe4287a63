import { type KeyboardEvent, type ReactNode, useEffect, useState } from 'react'

/** Which of a small list is active while the keyboard stays in a field. */
export function usePick<Item extends { id: string }>(items: readonly Item[], onPick: (item: Item) => void) {
  const [active, setActive] = useState<string | null>(null)
  const found = items.findIndex((item) => item.id === active)
  const at = found === -1 ? 0 : found
  const activeId = items[at]?.id ?? null

  /** Takes the arrows and Enter; whether it took the key. */
  function onKeyDown(e: KeyboardEvent): boolean {
    if (e.nativeEvent.isComposing || items.length === 0) return false
    if (e.key === 'ArrowDown') setActive(items[(at + 1) % items.length]?.id ?? null)
    else if (e.key === 'ArrowUp') setActive(items[(at - 1 + items.length) % items.length]?.id ?? null)
    else if ((e.key === 'Enter' || e.key === 'Tab') && !e.shiftKey && !e.ctrlKey && !e.metaKey && !e.altKey) {
      const item = items[at]
      if (item !== undefined) onPick(item)
    } else return false
    e.preventDefault()
    return true
  }
  return { activeId, setActive, onKeyDown }
}

/** A small list that is walked from a field: the field names its active option. */
export function PickList<Item extends { id: string }>({
  id,
  label,
  items,
  activeId,
  isOn,
  onActive,
  onPick,
  children,
}: {
  id: string
  label: string
  items: readonly Item[]
  activeId: string | null
  /** For lists of which several may be chosen. */
  isOn?: (item: Item) => boolean
  onActive: (id: string) => void
  onPick: (item: Item) => void
  children: (item: Item) => ReactNode
}) {
  useEffect(() => {
    if (activeId !== null) document.getElementById(`${id}-${activeId}`)?.scrollIntoView({ block: 'nearest' })
  }, [id, activeId])
  return (
    <div
      id={id}
      role="listbox"
      aria-label={label}
      aria-multiselectable={isOn !== undefined}
      tabIndex={-1}
      className="max-h-64 overflow-y-auto outline-none"
    >
      {items.map((item) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: keys go to the field
        // biome-ignore lint/a11y/useFocusableInteractive: the field has the focus and names the active one
        <div
          key={item.id}
          id={`${id}-${item.id}`}
          role="option"
          aria-selected={isOn === undefined ? item.id === activeId : isOn(item)}
          onPointerMove={() => onActive(item.id)}
          // The field keeps the keyboard.
          onMouseDown={(e) => e.preventDefault()}
          onClick={() => onPick(item)}
          className={`flex cursor-default items-center gap-2.5 rounded-control px-2.5 py-1.5 ${
            item.id === activeId ? 'bg-hover chosen-in-forced-colors' : ''
          }`}
        >
          {children(item)}
        </div>
      ))}
    </div>
  )
}

/** What a field says of the list that it walks. */
export function walks(id: string, activeId: string | null, isOpen: boolean) {
  return {
    role: 'combobox',
    'aria-expanded': isOpen,
    'aria-controls': id,
    'aria-autocomplete': 'list',
    'aria-activedescendant': isOpen && activeId !== null ? `${id}-${activeId}` : undefined,
  } as const
}

/** The same for a text area, which is never a combobox. */
export function walksFromText(id: string, activeId: string | null) {
  return {
    'aria-controls': id,
    'aria-autocomplete': 'list',
    'aria-activedescendant': activeId === null ? undefined : `${id}-${activeId}`,
  } as const
}
