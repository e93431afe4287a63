import { useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../api/call'
import type { NumberCardView } from '../api/generated'
import { takeNumber } from '../cache/numbers'
import { wordsOf } from '../cache/thread'
import { announce } from '../parts/announce'
import { Button } from '../parts/button'
import { Dialog } from '../parts/dialog'
import { PhoneNumber } from '../parts/phone_number'
import { Refusal } from '../parts/refusal'
import { t } from '../words/words'
import { nameOf } from './number_words'

/** Names the number and what happens to it. Afterwards, what was not possible. */
export function DisconnectDialog({ number, onClose }: { number: NumberCardView; onClose: () => void }) {
  const cache = useQueryClient()
  const name = nameOf(number)
  const disconnect = useMutation({
    mutationFn: () => call('disconnect_number', { phone_number_id: number.phone_number_id }),
    onSuccess: ({ notes }) => {
      announce(t('disconnected', { name }))
      takeNumber(cache, number.phone_number_id)
      if (notes.length === 0) onClose()
    },
  })
  const notes = disconnect.data?.notes ?? []
  const isDone = disconnect.isSuccess

  return (
    <Dialog title={isDone ? t('disconnected', { name }) : t('disconnect-title', { name })} isOpen onOpenChange={onClose}>
      <div className="flex flex-col gap-4">
        {isDone ? (
          <>
            <p>{t('disconnected-notes')}</p>
            <ul className="selectable flex list-disc flex-col gap-1.5 ps-5">
              {notes.map((note) => (
                <li key={note}>{note}</li>
              ))}
            </ul>
            <Button className="self-start" autoFocus onPress={onClose}>
              {t('close')}
            </Button>
          </>
        ) : (
          <>
            <p className="selectable font-medium">
              <bdi>{number.verified_name}</bdi> <PhoneNumber>{number.display_phone_number}</PhoneNumber>
            </p>
            <ul className="flex list-disc flex-col gap-1.5 ps-5">
              <li>{t('disconnect-history')}</li>
              <li>{t('disconnect-messages')}</li>
              <li>{t('disconnect-webhook')}</li>
              <li>{t('disconnect-token')}</li>
            </ul>
            <p className="text-ink-2">{t('disconnect-again')}</p>
            <Refusal words={disconnect.error === null ? null : wordsOf(disconnect.error)} />
            <div className="flex gap-2">
              <Button look="danger" isPending={disconnect.isPending} onPress={() => disconnect.mutate()}>
                {t('disconnect-go', { name })}
              </Button>
              <Button autoFocus onPress={onClose}>
                {t('cancel')}
              </Button>
            </div>
          </>
        )}
      </div>
    </Dialog>
  )
}
