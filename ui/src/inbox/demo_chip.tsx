import { isTauri } from '@tauri-apps/api/core'
import { Smartphone } from 'lucide-react'
import { Button, Dialog, DialogTrigger, Popover } from 'react-aria-components'
import type { DemoView } from '../api/generated'
import { announce } from '../parts/announce'
import { Button as PlainButton } from '../parts/button'
import { t } from '../words/words'

/** Says that nothing here is real, and leads to the customers' phones. */
export function DemoChip({ demo }: { demo: DemoView }) {
  return (
    <DialogTrigger>
      <Button className="shrink-0 cursor-default rounded-full border border-line-2 px-2 py-0.5 text-meta font-medium text-ink-2 transition-colors hover:bg-hover hover:text-ink">
        {t('demo')}
      </Button>
      <Popover
        placement="bottom end"
        className="edge-in-forced-colors w-72 rounded-bubble bg-float shadow-float entering:animate-arrive"
      >
        <Dialog className="flex flex-col items-start gap-3 p-4 outline-none" aria-label={t('demo')}>
          <p className="text-ink-2">{t('demo-what')}</p>
          {isTauri() ? <Address url={demo.phone_url} /> : <OpenPhones url={demo.phone_url} />}
        </Dialog>
      </Popover>
    </DialogTrigger>
  )
}

function OpenPhones({ url }: { url: string }) {
  return (
    <PlainButton look="primary" onPress={() => window.open(url, '_blank', 'noopener')}>
      <Smartphone size={16} strokeWidth={1.5} />
      {t('demo-open-phones')}
    </PlainButton>
  )
}

/** The desktop window opens no pages by itself. */
function Address({ url }: { url: string }) {
  return (
    <div className="flex w-full flex-col items-start gap-2">
      <span>{t('demo-address')}</span>
      <code className="selectable w-full rounded-control bg-code px-2 py-1 font-mono text-[0.75rem] break-all">{url}</code>
      <PlainButton
        onPress={() =>
          navigator.clipboard.writeText(url).then(
            () => announce(t('link-copied')),
            () => announce(t('link-not-copied')),
          )
        }
      >
        {t('demo-copy')}
      </PlainButton>
    </div>
  )
}
