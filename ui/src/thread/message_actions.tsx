import { Check, Copy, X } from 'lucide-react'
import { type MouseEvent, type RefObject, useState } from 'react'
import { Button, Menu, MenuItem, Popover } from 'react-aria-components'
import { Tip } from '../parts/tip'
import type { Copied } from '../parts/use_copy'
import { t } from '../words/words'

/** What the pointer offers beside a bubble; the same is in its menu and has a key. */
export function HoverActions({ copied, onCopy }: { copied: Copied; onCopy: () => void }) {
  return (
    <Tip words={copied === 'no' ? t('message-copy') : t(copied === 'yes' ? 'link-copied' : 'link-not-copied')}>
      <Button
        excludeFromTabOrder
        preventFocusOnPress
        aria-label={t('message-copy')}
        onPress={onCopy}
        className="flex size-7 cursor-default items-center justify-center rounded-control text-ink-3 transition-colors hover:bg-hover hover:text-ink"
      >
        {copied === 'no' ? (
          <Copy size={16} strokeWidth={1.5} aria-hidden="true" />
        ) : copied === 'yes' ? (
          <Check size={16} strokeWidth={2} aria-hidden="true" className="text-accent-ink" />
        ) : (
          <X size={16} strokeWidth={2} aria-hidden="true" className="text-danger" />
        )}
      </Button>
    </Tip>
  )
}

export type MenuPlace = { x: number; y: number }

/** Where the menu of a message opens; `null` leaves the press to the system: a link and chosen words have menus of their own. */
export function menuPlace(event: MouseEvent<HTMLElement>): MenuPlace | null {
  const selection = window.getSelection()
  if (event.target instanceof Element && event.target.closest('a') !== null) return null
  if (selection !== null && !selection.isCollapsed && selection.containsNode(event.currentTarget, true)) return null
  const box = event.currentTarget.getBoundingClientRect()
  return { x: event.clientX - box.left, y: event.clientY - box.top }
}

/** The menu of a message, where the pointer is or at the message itself. */
export function MessageMenu({
  place,
  onClose,
  onCopy,
  onShowRaw,
}: {
  place: MenuPlace
  onClose: () => void
  onCopy: (() => void) | null
  onShowRaw: (() => void) | null
}) {
  const [anchor, setAnchor] = useState<HTMLSpanElement | null>(null)
  const trigger: RefObject<HTMLSpanElement | null> = { current: anchor }
  return (
    <>
      <span ref={setAnchor} aria-hidden="true" className="absolute size-0" style={{ left: place.x, top: place.y }} />
      {anchor !== null && (
        <Popover
          isOpen
          aria-label={t('message-menu')}
          onOpenChange={onClose}
          triggerRef={trigger}
          placement="bottom start"
          offset={2}
          className="edge-in-forced-colors min-w-40 rounded-bubble bg-float p-1 shadow-float entering:animate-arrive"
        >
          <Menu aria-label={t('message-menu')} autoFocus="first" onClose={onClose} className="outline-none">
            {onCopy !== null && <Item words={t('message-copy')} keyName="C" onAction={onCopy} />}
            {onShowRaw !== null && <Item words={t('thread-show-raw')} onAction={onShowRaw} />}
          </Menu>
        </Popover>
      )}
    </>
  )
}

function Item({ words, keyName, onAction }: { words: string; keyName?: string; onAction: () => void }) {
  return (
    <MenuItem
      textValue={words}
      onAction={onAction}
      className="flex cursor-default items-center justify-between gap-6 rounded-control px-2.5 py-1.5 outline-none focus:bg-hover"
    >
      {words}
      {keyName !== undefined && <kbd className="font-sans text-meta text-ink-3">{keyName}</kbd>}
    </MenuItem>
  )
}
