import type { WordKey } from '../words/keys'
import { t } from '../words/words'

const PERMISSIONS: [string, WordKey][] = [
  ['whatsapp_business_messaging', 'permission-messaging'],
  ['whatsapp_business_management', 'permission-management'],
  ['business_management', 'permission-business'],
]

/** What Meta will ask to allow, and why. */
export function Permissions() {
  return (
    <section aria-labelledby="permissions" className="flex flex-col gap-2">
      <h2 id="permissions" className="font-semibold">
        {t('permissions-title')}
      </h2>
      <dl className="flex flex-col gap-2">
        {PERMISSIONS.map(([name, why]) => (
          <div key={name} className="selectable flex flex-col">
            <dt className="font-mono text-[0.75rem] wrap-anywhere">{name}</dt>
            <dd className="text-ink-2">{t(why)}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
