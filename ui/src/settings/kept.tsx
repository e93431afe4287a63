import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../api/call'
import type { KeptView } from '../api/generated'
import { keys } from '../cache/keys'
import { wordsOf } from '../cache/thread'
import { Button } from '../parts/button'
import { RawDialog } from '../parts/raw_dialog'
import { exactTime } from '../time/labels'
import type { WordKey } from '../words/keys'
import { t } from '../words/words'
import { Section } from './section'

const PAGE = 20

/** The webhook fields that mean something to a reader. Others are shown by their own name. */
const SUBJECTS: Record<string, WordKey> = {
  account_alerts: 'kept-account-alert',
  account_review_update: 'kept-account-review',
  account_settings_update: 'kept-account-settings',
  account_update: 'kept-account',
  business_capability_update: 'kept-limits',
  business_username_update: 'kept-username',
  calls: 'kept-call',
  group_lifecycle_update: 'kept-group',
  group_participants_update: 'kept-group',
  group_settings_update: 'kept-group',
  group_status_update: 'kept-group',
  history: 'kept-history',
  message_template_components_update: 'kept-template',
  message_template_quality_update: 'kept-template-quality',
  message_template_status_update: 'kept-template-status',
  payment_configuration_update: 'kept-payment',
  phone_number_name_update: 'kept-number-name',
  phone_number_quality_update: 'kept-number-quality',
  security: 'kept-security',
  smb_app_state_sync: 'kept-phone-contacts',
  smb_message_echoes: 'kept-phone-echo',
  status: 'kept-status',
  template_category_update: 'kept-template-category',
  trouble: 'kept-trouble',
  unparsed: 'kept-unparsed',
  unreadable: 'kept-unreadable',
  user_preferences: 'kept-preferences',
}

function subjectOf(subject: string): string {
  const known = SUBJECTS[subject]
  return known === undefined ? t('kept-other', { subject }) : t(known)
}

/** What came and no conversation shows. Nothing of it is lost: the original is at hand. */
export function KeptSection() {
  return (
    <Section title={t('kept-title')}>
      <section aria-label={t('kept-title')} className="flex flex-col gap-2">
        <Kept />
      </section>
    </Section>
  )
}

function Kept() {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: keys.kept,
    queryFn: ({ pageParam }) => call('list_kept', { before: pageParam, limit: PAGE }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    // No event tells of these, so they are asked for afresh each time one looks.
    gcTime: 0,
  })
  const [opened, setOpened] = useState<KeptView | null>(null)
  const rows = data?.pages.flatMap((page) => page.items) ?? []
  if (data === undefined && error === null) return <p className="text-ink-3">{t('loading')}</p>
  return (
    <>
      {data !== undefined && <p className="text-ink-2">{t(rows.length === 0 ? 'kept-none' : 'kept-what')}</p>}
      {rows.length > 0 && (
        <ul className="flex flex-col divide-y divide-line">
          {rows.map((row) => (
            <li key={`${row.entry_id} ${row.position}`} className="flex items-baseline justify-between gap-3 py-1.5">
              <div className="selectable flex min-w-0 flex-col wrap-anywhere">
                <span>{subjectOf(row.subject)}</span>
                <time dateTime={new Date(row.received_at_ms).toISOString()} className="text-[0.75rem] text-ink-2 tabular-nums">
                  {exactTime(row.received_at_ms)}
                </time>
              </div>
              <Button look="quiet" className="shrink-0 text-[0.75rem]" onPress={() => setOpened(row)}>
                {t('thread-show-raw')}
              </Button>
            </li>
          ))}
        </ul>
      )}
      {error !== null && (
        <p role="alert" className="selectable text-danger">
          {wordsOf(error)}
        </p>
      )}
      {error !== null ? (
        <Button className="self-start" onPress={() => void (data === undefined ? refetch() : fetchNextPage())}>
          {t('try-again')}
        </Button>
      ) : (
        hasNextPage && (
          <Button className="self-start" isPending={isFetchingNextPage} onPress={() => void fetchNextPage()}>
            {t('kept-more')}
          </Button>
        )
      )}
      {opened !== null && (
        <RawDialog
          queryKey={keys.rawKept(opened.entry_id)}
          load={() => call('raw_kept', { entry_id: opened.entry_id })}
          onClose={() => setOpened(null)}
        />
      )}
    </>
  )
}
