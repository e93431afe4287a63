import { useMutation } from '@tanstack/react-query'
import { call } from '../api/call'
import { useNewBoot } from '../cache/boot'
import { wordsOf } from '../cache/thread'
import { Button } from '../parts/button'
import { Refusal } from '../parts/refusal'
import { t } from '../words/words'
import { Screen } from './screen'

/** The system's keychain holds the keys and does not open. There is nothing to type here: it is asked again. */
export function KeychainClosed({ reason }: { reason: string }) {
  const newBoot = useNewBoot()
  const open = useMutation({ mutationFn: () => call('unlock', { passphrase: '' }), onSuccess: newBoot })
  return (
    <Screen>
      <header className="flex flex-col gap-1.5">
        <h1 className="text-title font-semibold">{t('keychain-title')}</h1>
        <p className="selectable text-ink-2">{reason}</p>
        <p className="text-ink-2">{t('keychain-means')}</p>
      </header>
      <Refusal words={open.error === null ? null : wordsOf(open.error)} />
      <Button look="primary" className="self-start" autoFocus isPending={open.isPending} onPress={() => open.mutate()}>
        {t(open.isPending ? 'locked-opening' : 'try-again')}
      </Button>
    </Screen>
  )
}
