import { Button as AriaButton, type ButtonProps } from 'react-aria-components'
import { Tip } from './tip'

type Look = 'primary' | 'plain' | 'quiet' | 'danger'

const LOOKS: Record<Look, string> = {
  primary: 'bg-accent text-on-accent font-medium hover:bg-accent-hover pressed:opacity-90 disabled:opacity-45',
  plain: 'bg-raised text-ink font-medium border border-line-2 hover:bg-hover pressed:opacity-90 disabled:opacity-45',
  danger: 'bg-danger text-on-danger font-medium hover:opacity-90 pressed:opacity-85 disabled:opacity-45',
  quiet: 'text-accent-ink font-medium hover:underline underline-offset-2 disabled:opacity-45',
}

export function Button({
  look = 'plain',
  className = '',
  ...rest
}: Omit<ButtonProps, 'className'> & { look?: Look; className?: string }) {
  const size = look === 'quiet' ? 'px-0.5' : 'h-8 px-3'
  return (
    <AriaButton
      {...rest}
      className={`inline-flex cursor-default items-center justify-center gap-1.5 rounded-control whitespace-nowrap transition-colors duration-150 ${size} ${LOOKS[look]} ${className}`}
    />
  )
}

/** An icon whose name appears on hover and is always there for screen readers. */
export function IconButton({
  name,
  children,
  className = '',
  ...rest
}: Omit<ButtonProps, 'className'> & { name: string; className?: string }) {
  return (
    <Tip words={name}>
      <AriaButton
        {...rest}
        aria-label={name}
        className={`inline-flex size-9 cursor-default items-center justify-center rounded-control text-ink-2 transition-colors duration-150 hover:bg-hover hover:text-ink disabled:opacity-45 ${className}`}
      >
        {children}
      </AriaButton>
    </Tip>
  )
}
