import { Button } from '../parts/button'
import { Dialog } from '../parts/dialog'
import { Refusal } from '../parts/refusal'
import { t } from '../words/words'
import { useSaving } from './use_saving'

/** Asks before something of the team goes, and says what that means. */
export function RemoveDialog({
  title,
  what,
  remove,
  onClose,
}: {
  title: string
  what: string
  remove: () => Promise<unknown>
  onClose: () => void
}) {
  const { isSaving, refused, save } = useSaving()
  return (
    <Dialog title={title} isOpen onOpenChange={onClose} width="max-w-sm">
      <div className="flex flex-col gap-4">
        <p>{what}</p>
        <Refusal words={refused} />
        <div className="flex justify-end gap-2">
          <Button autoFocus onPress={onClose}>
            {t('cancel')}
          </Button>
          <Button look="danger" isPending={isSaving} onPress={async () => (await save(remove)) && onClose()}>
            {t('remove')}
          </Button>
        </div>
      </div>
    </Dialog>
  )
}
