import { useQueryClient } from '@tanstack/react-query'
import {
  AlarmClock,
  ArchiveRestore,
  Check,
  Ellipsis,
  type LucideIcon,
  MailOpen,
  Pin,
  PinOff,
  Search,
  Tag,
  Trash2,
} from 'lucide-react'
import { Button, Menu, MenuItem, MenuSection, MenuTrigger, Popover } from 'react-aria-components'
import type { ConversationView } from '../api/generated'
import { useIntegration } from '../cache/integration'
import { statusAt } from '../cache/list_view'
import { IconButton } from '../parts/button'
import { useNarrow } from '../parts/use_narrow'
import { useSearch } from '../search/search_state'
import { snoozeTime } from '../time/labels'
import { t } from '../words/words'
import { close, markUnread, pin, reopen } from './act'
import { COMMAND, withKey } from './shortcuts'
import { useWork } from './work_state'

/** What can be done with the open conversation: the frequent beside its name, all of it in the menu, each with its key. */
export function ThreadActions({ conversation, now }: { conversation: ConversationView; now: number }) {
  const cache = useQueryClient()
  const setTask = useWork((work) => work.setTask)
  const isNarrow = useNarrow()
  const status = statusAt(conversation, now)
  const { id, pinned } = conversation
  const ids = [id]
  return (
    <div className="flex shrink-0 items-center">
      {status.status === 'snoozed' && !isNarrow && (
        <span className="me-1.5 text-[0.75rem] whitespace-nowrap text-ink-2">
          {t('list-snoozed', { time: snoozeTime(status.until_ms, now) })}
        </span>
      )}
      {status.status === 'closed' && !isNarrow && <span className="me-1.5 text-[0.75rem] text-ink-2">{t('status-closed')}</span>}
      {status.status === 'open' ? (
        <Act name={withKey('work-close', 'E')} Icon={Check} onPress={() => void close(cache, ids)} />
      ) : (
        <Act name={t('work-reopen')} Icon={ArchiveRestore} onPress={() => void reopen(cache, ids)} />
      )}
      {!isNarrow && (
        <>
          <Act name={withKey('work-snooze', 'H')} Icon={AlarmClock} onPress={() => setTask({ task: 'snooze', ids })} />
          <Act name={withKey('work-label', 'L')} Icon={Tag} onPress={() => setTask({ task: 'label', ids })} />
          <Act
            name={withKey(pinned ? 'work-unpin' : 'work-pin', 'P')}
            Icon={pinned ? PinOff : Pin}
            onPress={() => void pin(cache, ids)}
          />
        </>
      )}
      <MenuTrigger>
        <Button
          aria-label={t('work-more')}
          className="inline-flex size-8 cursor-default items-center justify-center rounded-control text-ink-2 transition-colors duration-150 hover:bg-hover hover:text-ink pressed:bg-hover"
        >
          <Ellipsis size={18} strokeWidth={1.5} aria-hidden="true" />
        </Button>
        <Popover
          offset={4}
          placement="bottom end"
          className="edge-in-forced-colors raised-lines min-w-56 rounded-bubble bg-float p-1 shadow-float entering:animate-arrive"
        >
          <Menu aria-label={t('work-more')} className="outline-none">
            <MenuSection aria-label={t('keys-work')}>
              {status.status === 'open' ? (
                <Item words={t('work-close')} keyName="E" Icon={Check} onAction={() => void close(cache, ids)} />
              ) : (
                <Item words={t('work-reopen')} Icon={ArchiveRestore} onAction={() => void reopen(cache, ids)} />
              )}
              <Item words={t('work-snooze')} keyName="H" Icon={AlarmClock} onAction={() => setTask({ task: 'snooze', ids })} />
              <Item words={t('work-label')} keyName="L" Icon={Tag} onAction={() => setTask({ task: 'label', ids })} />
              <Item
                words={t(pinned ? 'work-unpin' : 'work-pin')}
                keyName="P"
                Icon={pinned ? PinOff : Pin}
                onAction={() => void pin(cache, ids)}
              />
              <Item words={t('work-mark-unread')} keyName="U" Icon={MailOpen} onAction={() => void markUnread(cache, ids)} />
              <Item
                words={t('key-find')}
                keyName={`${COMMAND} F`}
                Icon={Search}
                onAction={() => useSearch.getState().setFinding(id)}
              />
            </MenuSection>
            <DeleteItem ids={ids} />
          </Menu>
        </Popover>
      </MenuTrigger>
    </div>
  )
}

/** Only for those who may. */
function DeleteItem({ ids }: { ids: readonly string[] }) {
  const mayManage = useIntegration().data?.may_manage ?? false
  const setTask = useWork((work) => work.setTask)
  if (!mayManage) return null
  return (
    <MenuSection aria-label={t('delete-menu')} className="mt-1 border-t border-line pt-1">
      <Item words={t('delete-menu')} Icon={Trash2} isDanger onAction={() => setTask({ task: 'delete', ids })} />
    </MenuSection>
  )
}

function Act({ name, Icon, onPress }: { name: string; Icon: LucideIcon; onPress: () => void }) {
  return (
    <IconButton name={name} className="size-8!" onPress={onPress}>
      <Icon size={18} strokeWidth={1.5} />
    </IconButton>
  )
}

function Item({
  words,
  keyName,
  Icon,
  isDanger = false,
  onAction,
}: {
  words: string
  keyName?: string
  Icon: LucideIcon
  isDanger?: boolean
  onAction: () => void
}) {
  return (
    <MenuItem
      textValue={words}
      onAction={onAction}
      className={`flex cursor-default items-center gap-2.5 rounded-control px-2.5 py-1.5 outline-none focus:bg-hover focus-visible:chosen-in-forced-colors ${isDanger ? 'text-danger' : ''}`}
    >
      <Icon size={16} strokeWidth={1.5} aria-hidden="true" className={isDanger ? '' : 'text-ink-3'} />
      <span className="flex-1">{words}</span>
      {keyName !== undefined && <kbd className="font-sans text-meta text-ink-3">{keyName}</kbd>}
    </MenuItem>
  )
}
