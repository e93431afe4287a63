import type { ListNumberLog } from '../api/generated'
import type { ListView } from './list_view'

export type LogFilter = Pick<ListNumberLog, 'phone_number_id' | 'least' | 'containing'>

/** Where things are in the query cache. */
export const keys = {
  boot: ['boot'] as const,
  /** Of every view. */
  list: ['conversations'] as const,
  listOf: (view: ListView) => ['conversations', view] as const,
  counts: ['counts'] as const,
  labels: ['labels'] as const,
  members: ['members'] as const,
  replies: ['replies'] as const,
  search: (text: string, conversationId: string | null) => ['search', text, conversationId] as const,
  conversation: (id: string) => ['conversation', id] as const,
  thread: (id: string) => ['thread', id] as const,
  raw: (messageId: string) => ['raw', messageId] as const,
  kept: ['kept'] as const,
  integration: ['integration'] as const,
  numbers: ['numbers'] as const,
  connect: ['connect'] as const,
  doctor: ['doctor'] as const,
  log: ['number log'] as const,
  logPage: (filter: LogFilter) => ['number log', filter] as const,
  businessProfile: (phoneNumberId: string) => ['business profile', phoneNumberId] as const,
  rawKept: (entryId: string) => ['raw kept', entryId] as const,
}
