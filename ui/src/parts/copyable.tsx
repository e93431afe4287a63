import { Check, Copy, Eye, EyeOff, X } from 'lucide-react'
import { useState } from 'react'
import { t } from '../words/words'
import { IconButton } from './button'
import { useCopy } from './use_copy'

/** A value to enter elsewhere: shown whole, or masked until asked for, with a button that copies it. */
export function Copyable({ label, value, isMasked = false }: { label: string; value: string; isMasked?: boolean }) {
  const { copied, copy } = useCopy(value)
  const [isShown, setShown] = useState(!isMasked)
  const Icon = copied === 'yes' ? Check : copied === 'refused' ? X : Copy
  return (
    <div className="flex flex-col gap-1">
      <span className="font-medium">{label}</span>
      <div className="flex items-center gap-0.5 rounded-control border border-line bg-code ps-2.5 pe-0.5">
        <code dir="ltr" className="selectable min-w-0 flex-1 py-1.5 font-mono text-[0.75rem] wrap-anywhere">
          {isShown ? value : '•'.repeat(16)}
        </code>
        {isMasked && (
          <IconButton
            name={t(isShown ? 'copyable-hide' : 'copyable-reveal', { label })}
            className="size-8!"
            onPress={() => setShown(!isShown)}
          >
            {isShown ? <EyeOff size={16} strokeWidth={1.5} /> : <Eye size={16} strokeWidth={1.5} />}
          </IconButton>
        )}
        <IconButton name={t('copyable-copy', { label })} className="size-8!" onPress={copy}>
          <Icon size={16} strokeWidth={1.5} />
        </IconButton>
      </div>
    </div>
  )
}
