import type { NumberCardView, NumberState, TokenView } from '../api/generated'
import { daysAgo } from '../time/labels'
import type { WordKey } from '../words/keys'
import { t } from '../words/words'

/** The name the team uses. */
export function nameOf(number: Pick<NumberCardView, 'internal_name' | 'verified_name'>): string {
  return number.internal_name ?? number.verified_name
}

export const STATE_WORDS: Record<NumberState, WordKey> = {
  STARTING: 'number-starting',
  RUNNING: 'number-running',
  ERROR: 'number-error',
  STOPPED: 'number-stopped',
}

export const STATE_LOOKS: Record<NumberState, string> = {
  STARTING: 'bg-starting',
  RUNNING: 'bg-accent',
  ERROR: 'bg-danger',
  STOPPED: 'bg-ink-3',
}

const QUALITIES: Record<string, { word: WordKey; look: string }> = {
  GREEN: { word: 'quality-green', look: 'bg-accent' },
  YELLOW: { word: 'quality-yellow', look: 'bg-(--ring-amber)' },
  RED: { word: 'quality-red', look: 'bg-danger' },
}

/** Meta's quality rating; one that this version does not know keeps Meta's word. */
export function qualityOf(quality: string | null): { word: string; look: string } | null {
  if (quality === null || quality === 'NA' || quality === 'UNKNOWN') return null
  const known = QUALITIES[quality]
  return known === undefined ? { word: quality, look: 'bg-ink-3' } : { word: t(known.word), look: known.look }
}

const META_STATUSES: Record<string, WordKey> = {
  CONNECTED: 'meta-status-connected',
  PENDING: 'meta-status-pending',
  UNVERIFIED: 'meta-status-unverified',
  DISCONNECTED: 'meta-status-disconnected',
  MIGRATED: 'meta-status-migrated',
  BANNED: 'meta-status-banned',
  RESTRICTED: 'meta-status-restricted',
  RATE_LIMITED: 'meta-status-rate-limited',
  FLAGGED: 'meta-status-flagged',
  DELETED: 'meta-status-deleted',
}

/** What Meta says of the number; a word that this version does not know stays Meta's. */
export function metaStatusOf(status: string | null): string | null {
  if (status === null || status === 'UNKNOWN') return null
  const known = META_STATUSES[status]
  return known === undefined ? status : t(known)
}

const NAME_STATUSES: Record<string, WordKey> = {
  APPROVED: 'name-status-approved',
  AVAILABLE_WITHOUT_REVIEW: 'name-status-without-review',
  PENDING_REVIEW: 'name-status-pending',
  DECLINED: 'name-status-declined',
  EXPIRED: 'name-status-expired',
  NONE: 'name-status-none',
}

/** What Meta says of the name that customers see. */
export function nameStatusOf(status: string | null): string | null {
  if (status === null || status === 'UNKNOWN') return null
  const known = NAME_STATUSES[status]
  return known === undefined ? status : t(known)
}

/** `250`, `2,000`, `TIER_2K` and `TIER_UNLIMITED` as people say them. */
export function limitOf(limit: string | null): string | null {
  if (limit === null) return null
  const plain = limit
    .replace(/^TIER_/, '')
    .replaceAll(',', '')
    .toUpperCase()
  if (plain === 'UNLIMITED') return t('limit-none')
  const digits = /^(\d+)(K?)$/.exec(plain)
  if (digits === null) return limit
  return t('limit-people', { count: Number(digits[1]) * (digits[2] === 'K' ? 1_000 : 1) })
}

/** Messages a second; a number that stays in the WhatsApp Business app has its own rate (platform reference, section 3.4). */
export function throughputOf({ throughput, coexistence }: NumberCardView): string | null {
  if (throughput === null || throughput === 'NOT_APPLICABLE') return null
  if (coexistence) return t('throughput', { rate: 20 })
  if (throughput === 'STANDARD') return t('throughput', { rate: 80 })
  return throughput === 'HIGH' ? t('throughput', { rate: 1_000 }) : throughput
}

export type TokenLook = 'fine' | 'soon' | 'bad'

const SOON_DAYS = 14

export function tokenOf(token: TokenView, now: number): { words: string; look: TokenLook } {
  if (token.dead) return { words: t('token-dead'), look: 'bad' }
  if (!token.here) return { words: t('token-elsewhere'), look: 'bad' }
  if (token.ends_at_ms === null) return { words: t('token-never'), look: 'fine' }
  if (token.ends_at_ms <= now) return { words: t('token-ended'), look: 'bad' }
  const days = daysAgo(now, token.ends_at_ms)
  return { words: t('token-ends', { days }), look: days <= SOON_DAYS ? 'soon' : 'fine' }
}

/** How long ago something was; the exact time is on hover. */
export function ago(ms: number, now: number): string {
  const minutes = Math.max(0, Math.floor((now - ms) / 60_000))
  if (minutes < 1) return t('ago-now')
  if (minutes < 60) return t('ago-minutes', { minutes })
  if (minutes < 24 * 60) return t('ago-hours', { hours: Math.floor(minutes / 60) })
  return t('ago-days', { days: Math.max(1, daysAgo(ms, now)) })
}
