import { Dialog } from '../parts/dialog'
import { Key } from '../parts/key'
import { t } from '../words/words'
import { SHORTCUTS } from './shortcuts'
import { useWork } from './work_state'

/** Every key on one page. */
export function HelpDialog() {
  const isOpen = useWork((work) => work.isHelpOpen)
  const setOpen = useWork((work) => work.setHelpOpen)
  return (
    <Dialog title={t('settings-keys')} isOpen={isOpen} onOpenChange={setOpen} width="max-w-3xl">
      <KeyList />
    </Dialog>
  )
}

export function KeyList() {
  return (
    <div className="grid grid-cols-2 gap-x-8 gap-y-5 max-two:grid-cols-1">
      {SHORTCUTS.map(({ title, shortcuts }) => (
        <section key={title} className="flex flex-col gap-2">
          <h3 className="text-[0.75rem] font-semibold text-ink-2">{t(title)}</h3>
          <dl className="grid grid-cols-[auto_1fr] items-baseline gap-x-4 gap-y-1.5">
            {shortcuts.map(({ keys, words }) => (
              <div key={words} className="contents">
                <dt className="flex gap-1">
                  {keys.map((name) => (
                    <Key key={name} name={name} />
                  ))}
                </dt>
                <dd>{t(words)}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  )
}
