import { Ellipsis } from 'lucide-react'
import { Menu, MenuItem, MenuTrigger, Popover, Separator } from 'react-aria-components'
import type { NumberCardView } from '../api/generated'
import { IconButton } from '../parts/button'
import type { WordKey } from '../words/keys'
import { t } from '../words/words'
import { nameOf } from './number_words'
import { ACTION_KEYS, type NumberAction } from './use_number_actions'

const WORDS: Record<Exclude<NumberAction, 'running'>, WordKey> = {
  test: 'number-test',
  edit: 'number-edit',
  token: 'number-replace-token',
  profile: 'number-profile',
  log: 'number-log',
  doctor: 'number-doctor',
  disconnect: 'number-disconnect',
}

/** Everything that can be done with a number, each with its key. */
export function NumberMenu({
  number,
  allowed,
  isOpen,
  onOpenChange,
  onAction,
}: {
  number: NumberCardView
  allowed: readonly NumberAction[]
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  onAction: (action: NumberAction) => void
}) {
  const name = nameOf(number)
  return (
    <MenuTrigger isOpen={isOpen} onOpenChange={onOpenChange}>
      <IconButton name={t('number-actions', { name })} className="size-8!">
        <Ellipsis size={18} strokeWidth={1.75} />
      </IconButton>
      <Popover
        placement="bottom end"
        offset={4}
        className="edge-in-forced-colors raised-lines min-w-52 rounded-bubble bg-float p-1 shadow-float entering:animate-arrive"
      >
        <Menu aria-label={t('number-actions', { name })} className="outline-none">
          {allowed.map((action) =>
            action === 'disconnect' ? (
              [
                <Separator key="line" className="mx-1 my-1 h-px bg-line" />,
                <Item key={action} action={action} words={t(WORDS[action])} onAction={onAction} />,
              ]
            ) : (
              <Item
                key={action}
                action={action}
                words={action === 'running' ? t(number.state === 'STOPPED' ? 'number-start' : 'number-stop') : t(WORDS[action])}
                onAction={onAction}
              />
            ),
          )}
        </Menu>
      </Popover>
    </MenuTrigger>
  )
}

/** As it is written on the key. */
function keyName(key: string): string {
  return key === 'Delete' ? 'Del' : key.toUpperCase()
}

function Item({ action, words, onAction }: { action: NumberAction; words: string; onAction: (action: NumberAction) => void }) {
  return (
    <MenuItem
      id={action}
      textValue={words}
      onAction={() => onAction(action)}
      className={`flex cursor-default items-center justify-between gap-6 rounded-control px-2.5 py-1.5 outline-none focus:bg-hover focus:chosen-in-forced-colors ${action === 'disconnect' ? 'text-danger' : ''}`}
    >
      {words}
      <kbd className="font-sans text-meta text-ink-3">{keyName(ACTION_KEYS[action])}</kbd>
    </MenuItem>
  )
}
