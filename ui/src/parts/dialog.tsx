import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { t } from '../words/words'
import { IconButton } from './button'

/** A small window over the app. Escape, the cross and a press outside close it; focus goes back to where it was. */
export function Dialog({
  title,
  isOpen,
  onOpenChange,
  children,
  width = 'max-w-md',
}: {
  title: string
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  children: ReactNode
  width?: string
}) {
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      isDismissable
      className="fixed inset-0 z-20 flex items-center justify-center bg-veil p-4"
    >
      <Modal
        className={`edge-in-forced-colors raised-lines flex max-h-full w-full flex-col overflow-hidden rounded-bubble bg-float shadow-float entering:animate-arrive ${width}`}
      >
        <AriaDialog className="flex min-h-0 flex-col outline-none">
          <div className="flex items-center justify-between border-b border-line py-2 ps-5 pe-2">
            <Heading slot="title" className="text-[0.9375rem] font-semibold">
              {title}
            </Heading>
            <IconButton name={t('close')} onPress={() => onOpenChange(false)}>
              <X size={16} strokeWidth={1.5} />
            </IconButton>
          </div>
          <div className="min-h-0 overflow-y-auto p-5">{children}</div>
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  )
}
