import { FieldError, Input, Label, Text, TextField } from 'react-aria-components'

/** A labelled line of text with its hint, and its trouble in words beside it. */
export function Field({
  label,
  hint,
  error,
  value,
  onChange,
  type = 'text',
  autoFocus = false,
  autoComplete = 'off',
  isDisabled = false,
}: {
  label: string
  hint?: string
  error?: string | null
  value: string
  onChange: (value: string) => void
  type?: 'text' | 'password' | 'url'
  autoFocus?: boolean
  autoComplete?: string
  isDisabled?: boolean
}) {
  return (
    <TextField
      className="flex flex-col gap-1"
      value={value}
      onChange={onChange}
      type={type}
      autoFocus={autoFocus}
      autoComplete={autoComplete}
      isDisabled={isDisabled}
      isInvalid={Boolean(error)}
      validationBehavior="aria"
    >
      <Label className="font-medium">{label}</Label>
      <Input
        spellCheck={false}
        autoCapitalize="off"
        className="selectable h-9 w-full rounded-control border border-field-line bg-field px-2.5 text-ink invalid:border-danger focus:border-accent focus:outline-1 focus:outline-offset-0 focus:outline-accent disabled:opacity-60"
      />
      {error ? (
        <FieldError className="text-[0.75rem] text-danger">{error}</FieldError>
      ) : (
        hint !== undefined && (
          <Text slot="description" className="text-[0.75rem] text-ink-2">
            {hint}
          </Text>
        )
      )}
    </TextField>
  )
}
