import { Eye, EyeOff } from 'lucide-react'
import { type HTMLAttributes, useState } from 'react'
import { FieldError, Input, Label, Text, TextArea, TextField } from 'react-aria-components'
import { t } from '../words/words'
import { IconButton } from './button'

const BOX =
  'selectable w-full rounded-control border border-field-line bg-field px-2.5 text-ink invalid:border-danger focus:border-accent focus:outline-1 focus:outline-offset-0 focus:outline-accent disabled:opacity-60'

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
  rows = 1,
  most,
  isOptional = false,
  inputMode,
  isCode = false,
}: {
  label: string
  hint?: string
  error?: string | null
  value: string
  onChange: (value: string) => void
  type?: 'text' | 'password' | 'url' | 'tel' | 'email'
  autoFocus?: boolean
  autoComplete?: string
  isDisabled?: boolean
  /** More than one: a text area. */
  rows?: number
  /** The most characters; shows how many there are. */
  most?: number
  isOptional?: boolean
  inputMode?: HTMLAttributes<HTMLInputElement>['inputMode']
  /** Ids, tokens, codes: characters of one width, which are easier to compare. */
  isCode?: boolean
}) {
  const [isShown, setShown] = useState(false)
  const isSecret = type === 'password'
  const look = isCode && value !== '' && (!isSecret || isShown) ? 'font-mono' : ''
  return (
    <TextField
      className="flex flex-col gap-1"
      value={value}
      onChange={onChange}
      type={isSecret && isShown ? 'text' : type}
      autoFocus={autoFocus}
      autoComplete={autoComplete}
      isDisabled={isDisabled}
      isInvalid={Boolean(error)}
      validationBehavior="aria"
    >
      <div className="flex items-baseline justify-between gap-3">
        <Label className="font-medium">
          {label}
          {isOptional && <span className="font-normal text-ink-3"> {t('field-optional')}</span>}
        </Label>
        {most !== undefined && <Count length={[...value].length} most={most} />}
      </div>
      {rows > 1 ? (
        <TextArea rows={rows} spellCheck={!isCode} dir="auto" className={`${BOX} ${look} resize-y py-1.5 leading-[1.4]`} />
      ) : (
        <div className="relative">
          <Input
            spellCheck={false}
            autoCapitalize="off"
            {...(inputMode === undefined ? {} : { inputMode })}
            className={`${BOX} ${look} h-9 ${isSecret ? 'pe-10' : ''}`}
          />
          {isSecret && (
            <IconButton
              name={t(isShown ? 'field-hide' : 'field-reveal')}
              aria-pressed={isShown}
              isDisabled={isDisabled}
              className="absolute inset-e-0.5 top-0.5 size-8!"
              onPress={() => setShown(!isShown)}
            >
              {isShown ? <EyeOff size={16} strokeWidth={1.5} /> : <Eye size={16} strokeWidth={1.5} />}
            </IconButton>
          )}
        </div>
      )}
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

function Count({ length, most }: { length: number; most: number }) {
  return (
    <span className={`text-meta tabular-nums ${length > most ? 'font-medium text-danger' : 'text-ink-3'}`}>
      {t('composer-count', { length, most })}
    </span>
  )
}
