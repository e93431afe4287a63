import {
  Contact,
  FileText,
  Image,
  type LucideIcon,
  MapPin,
  MessageCircleQuestionMark,
  MousePointerClick,
  NotebookPen,
  Pencil,
  Settings2,
  ShoppingBag,
  SmilePlus,
  Sticker,
  Trash2,
  Video,
  Volume2,
} from 'lucide-react'
import type { WordKey } from '../words/keys'
import { t } from '../words/words'

const KINDS: Record<string, { icon: LucideIcon; word: WordKey }> = {
  image: { icon: Image, word: 'kind-image' },
  video: { icon: Video, word: 'kind-video' },
  audio: { icon: Volume2, word: 'kind-audio' },
  document: { icon: FileText, word: 'kind-document' },
  sticker: { icon: Sticker, word: 'kind-sticker' },
  location: { icon: MapPin, word: 'kind-location' },
  contacts: { icon: Contact, word: 'kind-contacts' },
  reaction: { icon: SmilePlus, word: 'kind-reaction' },
  button: { icon: MousePointerClick, word: 'kind-button' },
  interactive: { icon: MousePointerClick, word: 'kind-interactive' },
  order: { icon: ShoppingBag, word: 'kind-order' },
  system: { icon: Settings2, word: 'kind-system' },
  edit: { icon: Pencil, word: 'kind-edit' },
  revoke: { icon: Trash2, word: 'kind-revoke' },
  note: { icon: NotebookPen, word: 'kind-note' },
}

/** Icon and word for a kind of message; a kind that this version has never heard of gets its own name shown. */
export function kindOf(kind: string): { Icon: LucideIcon; word: string } {
  const known = KINDS[kind]
  if (known !== undefined) return { Icon: known.icon, word: t(known.word) }
  return { Icon: MessageCircleQuestionMark, word: kind === 'unsupported' ? t('kind-unsupported') : t('kind-other', { kind }) }
}
