import { isTauri } from '@tauri-apps/api/core'
import { Check, Copy, ExternalLink, X } from 'lucide-react'
import type { ConnectStage } from '../api/generated'
import { useConnectCommand } from '../cache/integration'
import { wordsOf } from '../cache/thread'
import { Button } from '../parts/button'
import { Refusal } from '../parts/refusal'
import { useCopy } from '../parts/use_copy'
import { clockTime } from '../time/labels'
import { useSeconds } from '../time/now'
import { t } from '../words/words'

/** The person is at Meta's pages: how to get back to them. */
export function AtMeta({ stage }: { stage: Extract<ConnectStage, { stage: 'at_meta' }> }) {
  const open = useConnectCommand('open_login_window')
  const browser = useConnectCommand('finish_in_browser')
  const { copied, copy } = useCopy(stage.url)
  const hasEnded = useSeconds() >= stage.ends_at_ms
  const refused = open.error ?? browser.error
  const CopyIcon = copied === 'yes' ? Check : copied === 'refused' ? X : Copy
  return (
    <div data-answer className="mb-3 flex flex-col gap-3 pt-0.5">
      <p className="text-ink-2">{t(stage.window_open ? 'at-meta-open' : isTauri() ? 'at-meta-closed' : 'at-meta-no-window')}</p>
      {!stage.window_open && <MetaLink url={stage.url} />}
      <div className="flex flex-wrap gap-2">
        {isTauri() && (
          <>
            <Button look={stage.window_open ? 'plain' : 'primary'} isPending={open.isPending} onPress={() => open.mutate({})}>
              {t('at-meta-open-again')}
            </Button>
            <Button isPending={browser.isPending} onPress={() => browser.mutate({})}>
              {t('at-meta-browser')}
            </Button>
          </>
        )}
        <Button onPress={copy}>
          <CopyIcon size={16} strokeWidth={1.5} aria-hidden="true" className="-ms-0.5" />
          {t(copied === 'yes' ? 'link-copied' : copied === 'refused' ? 'link-not-copied' : 'at-meta-copy')}
        </Button>
      </div>
      <p className="text-[0.75rem] text-ink-2">
        {hasEnded ? t('at-meta-ended') : t('at-meta-ends', { time: clockTime(stage.ends_at_ms) })}
      </p>
      <Refusal words={refused === null ? null : wordsOf(refused)} />
    </div>
  )
}

/** A link where the app may open pages by itself; else the address to read and copy. */
function MetaLink({ url }: { url: string }) {
  const look = 'selectable w-fit max-w-full font-mono text-[0.75rem] wrap-anywhere'
  if (isTauri() || !/^https?:\/\//.test(url)) return <code className={`${look} rounded-control bg-code px-2 py-1`}>{url}</code>
  return (
    <a href={url} target="_blank" rel="noopener noreferrer" className={`${look} text-link underline underline-offset-2`}>
      {url} <ExternalLink size={12} strokeWidth={1.75} aria-hidden="true" className="inline" />
    </a>
  )
}
