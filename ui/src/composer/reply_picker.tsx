import type { ReplyView } from '../api/generated'
import { useUi } from '../inbox/ui_state'
import { Button } from '../parts/button'
import { PickList } from '../parts/pick_list'
import { t } from '../words/words'

export const REPLY_LIST = 'reply-list'

/** Those that what follows the `/` finds: by shortcut first, then by title and text. */
export function fittingReplies(replies: readonly ReplyView[], typed: string): ReplyView[] {
  const looked = typed.toLocaleLowerCase()
  const rank = ({ shortcut, title, text }: ReplyView) =>
    shortcut.toLocaleLowerCase().startsWith(looked)
      ? 0
      : title.toLocaleLowerCase().includes(looked)
        ? 1
        : text.toLocaleLowerCase().includes(looked)
          ? 2
          : 3
  return replies
    .map((reply) => ({ reply, rank: rank(reply) }))
    .filter(({ rank }) => rank < 3)
    .sort((a, b) => a.rank - b.rank)
    .map(({ reply }) => reply)
}

/** The saved replies, over the composer, while one types after `/`. */
export function ReplyPicker({
  replies,
  hasAny,
  activeId,
  onActive,
  onPick,
}: {
  replies: readonly ReplyView[]
  hasAny: boolean
  activeId: string | null
  onActive: (id: string) => void
  onPick: (reply: ReplyView) => void
}) {
  const openSettings = useUi((ui) => ui.openSettings)
  return (
    <div className="edge-in-forced-colors rounded-bubble bg-float p-1 shadow-float animate-arrive">
      {replies.length === 0 ? (
        <div role="status" className="flex items-center justify-between gap-3 px-2.5 py-1.5 text-ink-2">
          {t(hasAny ? 'reply-none-fits' : 'reply-none-yet')}
          <Button look="quiet" onPress={() => openSettings('replies')}>
            {t('reply-manage')}
          </Button>
        </div>
      ) : (
        <PickList id={REPLY_LIST} label={t('reply-list')} items={replies} activeId={activeId} onActive={onActive} onPick={onPick}>
          {({ shortcut, title, text }) => (
            <>
              <span className="shrink-0 rounded bg-chip px-1.5 font-mono text-[0.75rem] text-ink-2">/{shortcut}</span>
              <bdi className="shrink-0 font-medium">{title}</bdi>
              <span dir="auto" className="min-w-0 flex-1 truncate text-ink-2">
                {text}
              </span>
            </>
          )}
        </PickList>
      )}
    </div>
  )
}
