import { announce } from '../parts/announce'
import { t } from '../words/words'

/** An address in a message. A press copies it: the app opens nothing that a stranger sent. */
export function TextLink({ address, shown }: { address: string; shown: string }) {
  return (
    <button
      type="button"
      title={t('link-copy', { address })}
      className="cursor-pointer rounded-sm text-start break-all text-link underline decoration-link/40 underline-offset-2 hover:decoration-link"
      onClick={() => {
        navigator.clipboard.writeText(address).then(
          () => announce(t('link-copied')),
          () => announce(t('link-not-copied')),
        )
      }}
    >
      {shown}
    </button>
  )
}
