import { useQueryClient } from '@tanstack/react-query'
import { AlarmClock, ArchiveRestore, Check, type LucideIcon, MailOpen, Pin, Tag, X } from 'lucide-react'
import { Toolbar } from 'react-aria-components'
import { IconButton } from '../parts/button'
import { t } from '../words/words'
import { close, markUnread, pin, reopen } from './act'
import { withKey } from './shortcuts'
import { useWork } from './work_state'

/** What can be done with all that are marked. */
export function BulkBar() {
  const cache = useQueryClient()
  const marked = useWork((work) => work.marked)
  const unmark = useWork((work) => work.unmark)
  const setTask = useWork((work) => work.setTask)
  const ids = [...marked]
  const andDone = (act: Promise<void>) => {
    unmark()
    void act
  }
  return (
    <Toolbar aria-label={t('bulk')} className="flex h-9 shrink-0 items-center ps-4 pe-1.5 animate-arrive">
      <span role="status" className="flex-1 truncate font-medium tabular-nums">
        {t('bulk-count', { count: ids.length })}
      </span>
      <Act name={withKey('work-close', 'E')} Icon={Check} onPress={() => andDone(close(cache, ids))} />
      <Act name={t('work-reopen')} Icon={ArchiveRestore} onPress={() => andDone(reopen(cache, ids))} />
      <Act name={withKey('work-snooze', 'H')} Icon={AlarmClock} onPress={() => setTask({ task: 'snooze', ids })} />
      <Act name={withKey('work-label', 'L')} Icon={Tag} onPress={() => setTask({ task: 'label', ids })} />
      <Act name={withKey('work-pin', 'P')} Icon={Pin} onPress={() => andDone(pin(cache, ids))} />
      <Act name={withKey('work-mark-unread', 'U')} Icon={MailOpen} onPress={() => andDone(markUnread(cache, ids))} />
      <Act name={withKey('bulk-clear', 'Esc')} Icon={X} onPress={unmark} />
    </Toolbar>
  )
}

function Act({ name, Icon, onPress }: { name: string; Icon: LucideIcon; onPress: () => void }) {
  return (
    <IconButton name={name} className="size-8!" onPress={onPress}>
      <Icon size={16} strokeWidth={1.5} />
    </IconButton>
  )
}
