import { useQuery } from '@tanstack/react-query'
import { Pencil, Plus, Trash2 } from 'lucide-react'
import { type FormEvent, useRef, useState } from 'react'
import { Label, Radio, RadioGroup } from 'react-aria-components'
import { call } from '../api/call'
import type { LabelView } from '../api/generated'
import { labelsQuery } from '../cache/team'
import { wordsOf } from '../cache/thread'
import { Button, IconButton } from '../parts/button'
import { Dialog } from '../parts/dialog'
import { Field } from '../parts/field'
import { Refusal } from '../parts/refusal'
import { Section } from '../settings/section'
import type { WordKey } from '../words/keys'
import { t } from '../words/words'
import { Chip } from './chips'
import { freeColour, LABEL_COLOURS } from './label_colours'
import { RemoveDialog } from './remove_dialog'
import { useSaving } from './use_saving'

const COLOUR_WORDS: readonly WordKey[] = [
  'colour-orange',
  'colour-yellow',
  'colour-green',
  'colour-teal',
  'colour-cyan',
  'colour-blue',
  'colour-purple',
  'colour-pink',
]

/** The team's labels. */
export function LabelsSection() {
  const { data: labels, error, refetch } = useQuery(labelsQuery)
  const [edited, setEdited] = useState<LabelView | 'new' | null>(null)
  const [removed, setRemoved] = useState<LabelView | null>(null)
  return (
    <Section
      title={t('settings-labels')}
      aside={
        <Button onPress={() => setEdited('new')}>
          <Plus size={16} strokeWidth={1.5} aria-hidden="true" />
          {t('label-new')}
        </Button>
      }
    >
      {error !== null && (
        <div className="flex flex-col items-start gap-2">
          <Refusal words={wordsOf(error)} />
          <Button onPress={() => void refetch()}>{t('try-again')}</Button>
        </div>
      )}
      {labels !== undefined && labels.length === 0 && <p className="text-ink-2">{t('labels-none')}</p>}
      {labels !== undefined && labels.length > 0 && (
        <ul aria-label={t('settings-labels')} className="flex flex-col divide-y divide-line">
          {labels.map((label) => (
            <li key={label.id} className="flex items-center gap-1 py-1">
              <span className="min-w-0 flex-1">
                <Chip label={label} />
              </span>
              <IconButton name={t('edit-named', { name: label.name })} onPress={() => setEdited(label)}>
                <Pencil size={16} strokeWidth={1.5} />
              </IconButton>
              <IconButton name={t('remove-named', { name: label.name })} onPress={() => setRemoved(label)}>
                <Trash2 size={16} strokeWidth={1.5} />
              </IconButton>
            </li>
          ))}
        </ul>
      )}
      {edited !== null && (
        <LabelForm label={edited === 'new' ? null : edited} others={labels ?? []} onClose={() => setEdited(null)} />
      )}
      {removed !== null && (
        <RemoveDialog
          title={t('label-remove-title', { name: removed.name })}
          what={t('label-remove-what')}
          remove={() => call('remove_label', { label_id: removed.id })}
          onClose={() => setRemoved(null)}
        />
      )}
    </Section>
  )
}

function LabelForm({ label, others, onClose }: { label: LabelView | null; others: readonly LabelView[]; onClose: () => void }) {
  const [name, setName] = useState(label?.name ?? '')
  const [colour, setColour] = useState(label?.colour ?? freeColour(others))
  const [missing, setMissing] = useState(false)
  const form = useRef<HTMLFormElement>(null)
  const { isSaving, refused, save } = useSaving()
  // A colour from elsewhere is kept until another is chosen.
  const colours: readonly string[] = LABEL_COLOURS.some((known) => known === colour) ? LABEL_COLOURS : [colour, ...LABEL_COLOURS]

  async function submit(e: FormEvent) {
    e.preventDefault()
    if (name.trim() === '') {
      setMissing(true)
      form.current?.querySelector('input')?.focus()
      return
    }
    if (await save(() => call('put_label', { label_id: label?.id ?? null, name: name.trim(), colour }))) onClose()
  }

  return (
    <Dialog title={t(label === null ? 'label-new' : 'label-edit')} isOpen onOpenChange={onClose} width="max-w-sm">
      <form ref={form} className="flex flex-col gap-4" onSubmit={(e) => void submit(e)}>
        <Field
          label={t('label-name')}
          value={name}
          most={40}
          autoFocus
          error={missing ? t('label-name-empty') : null}
          onChange={(value) => {
            setName(value)
            setMissing(false)
          }}
        />
        <RadioGroup value={colour} onChange={setColour} orientation="horizontal" className="flex flex-col gap-1">
          <Label className="font-medium">{t('label-colour')}</Label>
          <div className="flex gap-1.5">
            {colours.map((known) => (
              <Radio
                key={known}
                value={known}
                aria-label={t(COLOUR_WORDS[(LABEL_COLOURS as readonly string[]).indexOf(known)] ?? 'colour-own')}
                style={{ backgroundColor: known }}
                className="size-7 cursor-default rounded-full border-2 border-float outline-offset-1 selected:outline-2 selected:outline-ink focus-visible:outline-2 focus-visible:outline-accent"
              />
            ))}
          </div>
        </RadioGroup>
        <Refusal words={refused} />
        <div className="flex justify-end gap-2">
          <Button onPress={onClose}>{t('cancel')}</Button>
          <Button type="submit" look="primary" isPending={isSaving}>
            {t('save')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
