import { ArrowDownWideNarrow, Check, ChevronDown, ListFilter } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button, Header, Menu, MenuItem, MenuSection, MenuTrigger, Popover, type Selection } from 'react-aria-components'
import type { InboxCounts } from '../api/generated'
import type { ReadyProfile } from '../cache/boot'
import { useCounts } from '../cache/counts'
import { isNarrowed, SORTS, STATUSES, USUAL_VIEW, useListView, WINDOWS } from '../cache/list_view'
import { useLabels } from '../cache/team'
import { Tip } from '../parts/tip'
import type { WordKey } from '../words/keys'
import { t } from '../words/words'
import { Dot } from './chips'

export const STATUS_WORDS = {
  open: 'status-open',
  snoozed: 'status-snoozed',
  closed: 'status-closed',
  all: 'status-all',
} as const satisfies Record<(typeof STATUSES)[number], WordKey>

const SORT_WORDS = {
  newest: 'sort-newest',
  longest_waiting: 'sort-longest-waiting',
  closing_soon: 'sort-closing-soon',
} as const satisfies Record<(typeof SORTS)[number], WordKey>

const WINDOW_WORDS = {
  any: 'window-any',
  open: 'window-is-open',
  closing: 'window-is-closing',
  closed: 'window-is-closed',
} as const satisfies Record<(typeof WINDOWS)[number], WordKey>

const FLOAT =
  'edge-in-forced-colors raised-lines max-h-96! min-w-52 overflow-y-auto rounded-bubble bg-float p-1 shadow-float entering:animate-arrive'
const QUIET =
  'flex h-7 cursor-default items-center gap-1 rounded-control px-1.5 text-ink-2 transition-colors hover:bg-hover hover:text-ink pressed:bg-hover'

/** Which conversations are listed and in which order. */
export function ListHead({ numbers }: { numbers: ReadyProfile['numbers'] }) {
  return (
    <div className="flex h-9 shrink-0 items-center gap-0.5 ps-2.5 pe-2">
      <StatusMenu />
      <span className="flex-1" />
      <FilterMenu numbers={numbers} />
      <SortMenu />
    </div>
  )
}

function countOf(counts: InboxCounts, status: (typeof STATUSES)[number]): number {
  return status === 'all' ? counts.open + counts.snoozed + counts.closed : counts[status]
}

function StatusMenu() {
  const status = useListView((state) => state.view.filter.status)
  const setFilter = useListView((state) => state.setFilter)
  const counts = useCounts()
  return (
    <MenuTrigger>
      <Button className={`${QUIET} font-medium text-ink!`}>
        <span className="sr-only">{t('view-status')}</span>
        {t(STATUS_WORDS[status])}
        {counts !== undefined && <span className="font-normal text-ink-3 tabular-nums">{number(countOf(counts, status))}</span>}
        <ChevronDown size={14} strokeWidth={1.75} aria-hidden="true" className="text-ink-3" />
      </Button>
      <Popover offset={4} className={FLOAT}>
        <Menu
          aria-label={t('view-status-menu')}
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[status]}
          onSelectionChange={(keys) => setFilter({ status: STATUSES.find((known) => has(keys, known)) ?? status })}
          className="outline-none"
        >
          {STATUSES.map((known) => (
            <Item key={known} id={known} words={t(STATUS_WORDS[known])}>
              {counts !== undefined && <span className="text-ink-3 tabular-nums">{number(countOf(counts, known))}</span>}
            </Item>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  )
}

const formatted = new Intl.NumberFormat()
const number = (count: number) => formatted.format(count)

function has(keys: Selection, id: string): boolean {
  return keys === 'all' || keys.has(id)
}

function FilterMenu({ numbers }: { numbers: ReadyProfile['numbers'] }) {
  const view = useListView((state) => state.view)
  const setFilter = useListView((state) => state.setFilter)
  const labels = useLabels()
  const { filter } = view
  const narrowed = isNarrowed(view)
  return (
    <MenuTrigger>
      <Tip words={t('view-filter')}>
        <Button
          className={`${QUIET} ${narrowed ? 'bg-chosen text-accent-ink!' : ''}`}
          aria-label={t(narrowed ? 'view-filter-on' : 'view-filter')}
        >
          <ListFilter size={16} strokeWidth={1.5} aria-hidden="true" />
        </Button>
      </Tip>
      <Popover offset={4} placement="bottom end" className={FLOAT}>
        <Menu
          aria-label={t('view-filter')}
          className="outline-none"
          onAction={(key) => key === 'clear' && setFilter({ ...USUAL_VIEW.filter, status: filter.status })}
        >
          <MenuSection
            aria-label={t('view-unread')}
            selectionMode="multiple"
            selectedKeys={filter.unread_only ? ['unread'] : []}
            onSelectionChange={(keys) => setFilter({ unread_only: has(keys, 'unread') })}
          >
            <Item id="unread" words={t('view-unread')} />
          </MenuSection>
          {labels.length > 0 && (
            <MenuSection
              selectionMode="multiple"
              selectedKeys={filter.label_ids}
              onSelectionChange={(keys) =>
                setFilter({ label_ids: labels.map((label) => label.id).filter((id) => has(keys, id)) })
              }
            >
              <Title words={t('view-labels')} />
              {labels.map((label) => (
                <Item key={label.id} id={label.id} words={label.name}>
                  <Dot colour={label.colour} />
                </Item>
              ))}
            </MenuSection>
          )}
          {numbers.length > 1 && (
            <MenuSection
              selectionMode="multiple"
              selectedKeys={filter.phone_number_ids}
              onSelectionChange={(keys) =>
                setFilter({ phone_number_ids: numbers.map((known) => known.phone_number_id).filter((id) => has(keys, id)) })
              }
            >
              <Title words={t('view-numbers')} />
              {numbers.map((known) => (
                <Item key={known.phone_number_id} id={known.phone_number_id} words={known.verified_name} />
              ))}
            </MenuSection>
          )}
          <MenuSection
            selectionMode="single"
            disallowEmptySelection
            selectedKeys={[filter.window]}
            onSelectionChange={(keys) => setFilter({ window: WINDOWS.find((known) => has(keys, known)) ?? 'any' })}
          >
            <Title words={t('view-window')} />
            {WINDOWS.map((known) => (
              <Item key={known} id={known} words={t(WINDOW_WORDS[known])} />
            ))}
          </MenuSection>
          {narrowed && (
            <MenuSection aria-label={t('view-clear')} className="mt-1 border-t border-line pt-1">
              <Item id="clear" words={t('view-clear')} />
            </MenuSection>
          )}
        </Menu>
      </Popover>
    </MenuTrigger>
  )
}

function SortMenu() {
  const sort = useListView((state) => state.view.sort)
  const setSort = useListView((state) => state.setSort)
  return (
    <MenuTrigger>
      <Tip words={t('view-sort', { sort: t(SORT_WORDS[sort]) })}>
        <Button
          className={`${QUIET} ${sort === 'newest' ? '' : 'bg-chosen text-accent-ink!'}`}
          aria-label={t('view-sort', { sort: t(SORT_WORDS[sort]) })}
        >
          <ArrowDownWideNarrow size={16} strokeWidth={1.5} aria-hidden="true" />
        </Button>
      </Tip>
      <Popover offset={4} placement="bottom end" className={FLOAT}>
        <Menu
          aria-label={t('view-sort-menu')}
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[sort]}
          onSelectionChange={(keys) => setSort(SORTS.find((known) => has(keys, known)) ?? sort)}
          className="outline-none"
        >
          {SORTS.map((known) => (
            <Item key={known} id={known} words={t(SORT_WORDS[known])} />
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  )
}

function Title({ words }: { words: string }) {
  return <Header className="px-2.5 pt-2 pb-1 text-meta font-semibold text-ink-3">{words}</Header>
}

function Item({ id, words, children }: { id: string; words: string; children?: ReactNode }) {
  return (
    <MenuItem
      id={id}
      textValue={words}
      className="flex cursor-default items-center gap-2 rounded-control px-2.5 py-1.5 outline-none focus:bg-hover focus-visible:chosen-in-forced-colors"
    >
      {({ isSelected, selectionMode }) => (
        <>
          {selectionMode !== 'none' && (
            <Check size={14} strokeWidth={2} aria-hidden="true" className={`text-accent-ink ${isSelected ? '' : 'opacity-0'}`} />
          )}
          <bdi className="flex-1">{words}</bdi>
          {children}
        </>
      )}
    </MenuItem>
  )
}
