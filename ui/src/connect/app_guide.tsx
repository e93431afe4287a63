import type { ReactNode } from 'react'
import type { RelayMetaView } from '../api/generated'
import { Copyable } from '../parts/copyable'
import { t } from '../words/words'

/** How to make the Meta app, with what Meta asks for ready to copy. */
export function AppGuide({ relay }: { relay: RelayMetaView }) {
  return (
    <ol className="selectable flex list-decimal flex-col gap-3 ps-5 marker:text-ink-3">
      <li>{t('guide-create')}</li>
      <li>{t('guide-products')}</li>
      <Step words={t('guide-redirect')}>
        {relay.redirect_url === null ? <NoAddress /> : <Copyable label={t('guide-redirect-url')} value={relay.redirect_url} />}
      </Step>
      <li>{t('guide-configuration')}</li>
      <Step words={t('guide-webhook')}>
        <WebhookValues relay={relay} />
      </Step>
      <li>{t('guide-access')}</li>
      <li>{t('guide-live')}</li>
      <li>{t('guide-enter')}</li>
    </ol>
  )
}

function Step({ words, children }: { words: string; children: ReactNode }) {
  return (
    <li>
      <p>{words}</p>
      <div className="flex flex-col gap-2.5 pt-2">{children}</div>
    </li>
  )
}

/** Without an https address of the relay there is nothing to enter. */
function NoAddress() {
  return <p className="text-danger">{t('guide-no-address')}</p>
}

/** What to enter in Meta's dashboard so that it delivers to the relay. */
export function WebhookValues({ relay }: { relay: RelayMetaView }) {
  return (
    <>
      {relay.webhook_url === null ? <NoAddress /> : <Copyable label={t('webhook-url')} value={relay.webhook_url} />}
      <Copyable label={t('webhook-verify-token')} value={relay.verify_token} isMasked />
      <Copyable label={t('webhook-fields')} value={relay.fields.join(', ')} />
    </>
  )
}
