import { Check, ChevronDown } from 'lucide-react'
import { Button, Label, ListBox, ListBoxItem, Popover, Select, SelectValue } from 'react-aria-components'

export type Option<Id extends string> = { id: Id; words: string }

/** One of a few, in a small list that opens. */
export function Choice<Id extends string>({
  label,
  options,
  value,
  onChange,
  isLabelHidden = false,
  isDisabled = false,
}: {
  label: string
  options: readonly Option<Id>[]
  value: Id
  onChange: (id: Id) => void
  isLabelHidden?: boolean
  isDisabled?: boolean
}) {
  return (
    <Select
      value={value}
      isDisabled={isDisabled}
      onChange={(key) => {
        const chosen = options.find((option) => option.id === key)
        if (chosen !== undefined) onChange(chosen.id)
      }}
      className="flex min-w-0 flex-col gap-1"
    >
      <Label className={isLabelHidden ? 'sr-only' : 'font-medium'}>{label}</Label>
      <Button className="flex h-8 min-w-0 cursor-default items-center justify-between gap-2 rounded-control border border-field-line bg-field ps-2.5 pe-2 text-start disabled:opacity-60">
        <SelectValue className="truncate" />
        <ChevronDown size={14} strokeWidth={1.75} aria-hidden="true" className="shrink-0 text-ink-3" />
      </Button>
      <Popover
        offset={4}
        className="edge-in-forced-colors max-h-80! min-w-(--trigger-width) overflow-y-auto rounded-bubble bg-float p-1 shadow-float entering:animate-arrive"
      >
        <ListBox items={options} className="outline-none">
          {(option) => (
            <ListBoxItem
              id={option.id}
              textValue={option.words}
              className="flex cursor-default items-center justify-between gap-6 rounded-control px-2.5 py-1.5 outline-none focus:bg-hover focus-visible:chosen-in-forced-colors"
            >
              {({ isSelected }) => (
                <>
                  <bdi>{option.words}</bdi>
                  {isSelected && <Check size={14} strokeWidth={2} aria-hidden="true" className="text-accent-ink" />}
                </>
              )}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </Select>
  )
}
