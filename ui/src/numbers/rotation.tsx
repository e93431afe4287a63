import { Switch } from 'react-aria-components'
import { useIntegrationCommand } from '../cache/integration'
import { wordsOf } from '../cache/thread'
import { Refusal } from '../parts/refusal'
import { t } from '../words/words'

/** Whether numbers take turns. It says that this adds no capacity, because people expect it to. */
export function Rotation({ isEnabled, mayManage }: { isEnabled: boolean; mayManage: boolean }) {
  const set = useIntegrationCommand('set_rotation')
  return (
    <section aria-labelledby="rotation" className="flex max-w-2xl flex-col gap-2">
      <Switch
        isSelected={set.isPending ? !isEnabled : isEnabled}
        isDisabled={!mayManage || set.isPending}
        onChange={(enabled) => set.mutate({ enabled })}
        aria-describedby="rotation-about"
        className="group flex cursor-default items-start gap-3"
      >
        <span
          aria-hidden="true"
          className="edge-in-forced-colors mt-px flex h-[18px] w-8 shrink-0 items-center rounded-full bg-field-line p-0.5 transition-colors group-selected:bg-accent group-disabled:opacity-60 group-focus-visible:outline-2 group-focus-visible:outline-offset-2 group-focus-visible:outline-accent"
        >
          <span className="edge-in-forced-colors size-3.5 rounded-full bg-raised transition-transform duration-150 group-selected:translate-x-3.5 rtl:group-selected:-translate-x-3.5" />
        </span>
        <span className="flex flex-col">
          <span id="rotation" className="font-medium">
            {t('rotation')}
          </span>
        </span>
      </Switch>
      <p id="rotation-about" className="ps-11 text-ink-2">
        {t('rotation-about')}
      </p>
      <Refusal words={set.error === null ? null : wordsOf(set.error)} />
    </section>
  )
}
