import { useRef, useState } from 'react'
import type { IntegrationView, MetaAppView, RelayMetaView } from '../api/generated'
import { useIntegrationCommand } from '../cache/integration'
import { wordsOf } from '../cache/thread'
import { Button } from '../parts/button'
import { Dialog } from '../parts/dialog'
import { Fold } from '../parts/fold'
import { Refusal } from '../parts/refusal'
import { t } from '../words/words'
import { AppGuide } from './app_guide'
import { MetaAppForm } from './meta_app_form'

/** The Meta apps that the relay speaks as. Owners enter and remove them here. */
export function MetaApps({ integration, relay }: { integration: IntegrationView; relay: RelayMetaView }) {
  const canLogIn = relay.apps.some(({ app_id }) => app_id !== null)
  const [isEntering, setEntering] = useState(false)
  const heading = useRef<HTMLHeadingElement>(null)
  const isFormOpen = integration.may_manage && (isEntering || !canLogIn)
  return (
    <section aria-labelledby="meta-apps" className="flex max-w-2xl flex-col gap-3 border-t border-line pt-5">
      <div className="flex flex-col gap-0.5">
        <h2 ref={heading} id="meta-apps" tabIndex={-1} className="self-start font-semibold outline-none">
          {t('apps-title')}
        </h2>
        <p className="text-ink-2">{t('apps-about')}</p>
      </div>
      {relay.apps.length > 0 && (
        <ul className="raised-lines divide-y divide-line rounded-bubble border border-line bg-raised">
          {relay.apps.map((app, i) => (
            <App
              key={app.app_id ?? `secret ${i}`}
              app={app}
              mayManage={integration.may_manage}
              // After the dialog, which is gone with the app, has given the focus back.
              onRemoved={() => requestAnimationFrame(() => heading.current?.focus())}
            />
          ))}
        </ul>
      )}
      {isFormOpen ? (
        <MetaAppForm
          {...(canLogIn ? { onCancel: () => setEntering(false) } : {})}
          onKept={() => {
            setEntering(false)
            requestAnimationFrame(() => heading.current?.focus())
          }}
        />
      ) : (
        integration.may_manage && (
          <Button className="self-start" onPress={() => setEntering(true)}>
            {t('apps-enter')}
          </Button>
        )
      )}
      {integration.may_manage && (
        <Fold title={t('guide-title')}>
          <AppGuide relay={relay} />
        </Fold>
      )}
    </section>
  )
}

function App({ app, mayManage, onRemoved }: { app: MetaAppView; mayManage: boolean; onRemoved: () => void }) {
  const [isAsking, setAsking] = useState(false)
  const remove = useIntegrationCommand('remove_meta_app', onRemoved)
  const { app_id } = app
  const name = app.name ?? (app_id === null ? t('apps-secret-only') : t('apps-nameless'))
  return (
    <li className="flex items-center gap-3 px-3 py-2">
      <div className="selectable flex min-w-0 flex-1 flex-col wrap-anywhere">
        <bdi className="font-medium">{name}</bdi>
        <span className="text-[0.75rem] text-ink-2">
          {app_id === null ? (
            t('apps-secret-only-about')
          ) : (
            <>
              <bdi className="font-mono">{app_id}</bdi>
              {' · '}
              {app.config_id === null ? t('apps-no-configuration') : t('apps-configuration', { id: app.config_id })}
            </>
          )}
        </span>
      </div>
      {app.entered && app_id !== null ? (
        mayManage && (
          <Button look="quiet" aria-label={t('apps-remove-named', { name })} onPress={() => setAsking(true)}>
            {t('apps-remove')}
          </Button>
        )
      ) : (
        <span className="text-[0.75rem] text-ink-3">{t('apps-in-settings')}</span>
      )}
      {isAsking && app_id !== null && (
        <Dialog title={t('apps-remove-title', { name })} isOpen onOpenChange={setAsking}>
          <div className="flex flex-col gap-4">
            <p>{t('apps-remove-means')}</p>
            <Refusal words={remove.error === null ? null : wordsOf(remove.error)} />
            <div className="flex gap-2">
              <Button look="danger" isPending={remove.isPending} onPress={() => remove.mutate({ app_id })}>
                {t('apps-remove')}
              </Button>
              <Button onPress={() => setAsking(false)}>{t('cancel')}</Button>
            </div>
          </div>
        </Dialog>
      )}
    </li>
  )
}
