import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { knownConversation } from '../cache/conversations'
import { wordsOf } from '../cache/thread'
import { Button } from '../parts/button'
import { Dialog } from '../parts/dialog'
import { Refusal } from '../parts/refusal'
import { t } from '../words/words'
import { deleteConversation } from './act'
import { useWork } from './work_state'

/** Names the person and what goes for good. */
export function DeleteDialog({ ids }: { ids: readonly string[] }) {
  const cache = useQueryClient()
  const setTask = useWork((work) => work.setTask)
  const [isDeleting, setDeleting] = useState(false)
  const [refused, setRefused] = useState<string | null>(null)
  const id = ids[0] ?? ''
  const [name] = useState(() => knownConversation(cache, id)?.contact.display_name ?? '')

  async function go() {
    setDeleting(true)
    setRefused(null)
    try {
      await deleteConversation(cache, id)
      setTask(null)
    } catch (error) {
      setRefused(wordsOf(error))
      setDeleting(false)
    }
  }

  return (
    <Dialog title={t('delete-title', { name })} isOpen onOpenChange={() => setTask(null)}>
      <div className="flex flex-col gap-4">
        <p>{t('delete-what', { name })}</p>
        <p className="text-ink-2">{t('delete-customer', { name })}</p>
        <Refusal words={refused} />
        <div className="flex justify-end gap-2">
          <Button autoFocus onPress={() => setTask(null)}>
            {t('cancel')}
          </Button>
          <Button look="danger" isPending={isDeleting} onPress={() => void go()}>
            {t('delete-go')}
          </Button>
        </div>
      </div>
    </Dialog>
  )
}
