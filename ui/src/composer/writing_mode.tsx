import { NotebookPen, Reply } from 'lucide-react'
import { ToggleButton } from 'react-aria-components'
import { t } from '../words/words'
import { COMMAND } from '../work/shortcuts'
import { setNoteMode } from '../work/use_work_keys'

const TAB =
  'flex h-6 cursor-default items-center gap-1.5 rounded-control px-2 text-[0.75rem] text-ink-2 transition-colors hover:bg-hover hover:text-ink'

/** To the customer, or to the team. */
export function WritingMode({ conversationId, isNoting }: { conversationId: string; isNoting: boolean }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset has a legend and a border, this is two buttons
    <div role="group" aria-label={t('mode')} className="flex shrink-0 gap-1 px-4 pt-1 max-two:px-2">
      <ToggleButton
        isSelected={!isNoting}
        onChange={() => setNoteMode(conversationId, false)}
        className={`${TAB} selected:font-medium selected:text-accent-ink`}
      >
        <Reply size={14} strokeWidth={1.75} aria-hidden="true" />
        {t('mode-reply')}
      </ToggleButton>
      <ToggleButton
        isSelected={isNoting}
        onChange={() => setNoteMode(conversationId, true)}
        aria-keyshortcuts={COMMAND === '⌘' ? 'Meta+Shift+N' : 'Control+Shift+N'}
        className={`${TAB} selected:bg-note selected:font-medium selected:text-note-ink selected:chosen-in-forced-colors`}
      >
        <NotebookPen size={14} strokeWidth={1.75} aria-hidden="true" />
        {t('mode-note')}
      </ToggleButton>
    </div>
  )
}
