import type { ReadyProfile } from '../cache/boot'
import { ConnectionBar } from '../inbox/connection_bar'
import { DemoChip } from '../inbox/demo_chip'
import { SearchField } from '../search/search_field'
import { SearchResults } from '../search/search_results'
import { useSearch } from '../search/search_state'
import { t } from '../words/words'
import { BulkBar } from '../work/bulk_bar'
import { ListHead } from '../work/list_head'
import { useWork } from '../work/work_state'
import { ConversationList } from './conversation_list'

export function ConversationPane({ profile }: { profile: ReadyProfile }) {
  const text = useSearch((search) => search.text)
  const isSearching = text.trim() !== ''
  const isMarking = useWork((work) => work.marked.size > 0)
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <header className="flex h-14 shrink-0 items-center justify-between gap-2 ps-4 pe-3">
        <div className="flex min-w-0 items-baseline gap-2">
          <h1 className="text-[0.9375rem] font-semibold">{t('list-title')}</h1>
          <bdi className="truncate text-ink-3">{profile.workspace_name}</bdi>
        </div>
        {profile.demo !== null && <DemoChip demo={profile.demo} />}
      </header>
      <div className="px-3 pb-1.5">
        <SearchField />
      </div>
      <ConnectionBar />
      {isSearching ? (
        <SearchResults text={text} />
      ) : (
        <>
          {isMarking ? <BulkBar /> : <ListHead numbers={profile.numbers} />}
          <ConversationList hasNumber={profile.numbers.length > 0} />
        </>
      )}
    </div>
  )
}
