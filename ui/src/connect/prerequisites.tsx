import { CircleAlert, CircleCheck, CircleUser } from 'lucide-react'
import type { IntegrationView, PrerequisiteState } from '../api/generated'
import { Spinner } from '../parts/spinner'
import { t } from '../words/words'
import { PREREQUISITE_STATE_WORDS, PREREQUISITE_WORDS } from './connect_words'

/** What must be true before connecting works, as it is found now. */
export function Prerequisites({ integration }: { integration: IntegrationView }) {
  return (
    <section aria-labelledby="prerequisites" className="flex flex-col gap-3">
      <h2 id="prerequisites" className="font-semibold">
        {t('needs-title')}
      </h2>
      {integration.unreachable !== null && (
        <p role="status" className="selectable rounded-control bg-amber-ground px-3 py-2 text-amber">
          {integration.unreachable}
        </p>
      )}
      <ul className="flex flex-col gap-2.5">
        {integration.prerequisites.map(({ id, state, words }) => (
          <li key={id} className="flex gap-2.5" data-state={state}>
            <StateMark state={state} />
            <div className="selectable flex min-w-0 flex-col">
              <span>
                {t(PREREQUISITE_WORDS[id])}
                <span className="sr-only"> ({t(PREREQUISITE_STATE_WORDS[state])})</span>
              </span>
              <span className={`text-[0.75rem] wrap-anywhere ${state === 'unmet' ? 'text-danger' : 'text-ink-2'}`}>{words}</span>
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}

function StateMark({ state }: { state: PrerequisiteState }) {
  const props = { size: 16, strokeWidth: 1.75, 'aria-hidden': true } as const
  const place = 'mt-px shrink-0'
  switch (state) {
    case 'met':
      return <CircleCheck {...props} className={`${place} text-accent-ink`} />
    case 'unmet':
      return <CircleAlert {...props} className={`${place} text-danger`} />
    case 'checking':
      return (
        <span className={place}>
          <Spinner />
        </span>
      )
    case 'yours':
      return <CircleUser {...props} className={`${place} text-ink-3`} />
  }
}
