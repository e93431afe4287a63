/** Where things are in the query cache. */
export const keys = {
  boot: ['boot'] as const,
  list: ['conversations'] as const,
  conversation: (id: string) => ['conversation', id] as const,
  thread: (id: string) => ['thread', id] as const,
  raw: (messageId: string) => ['raw', messageId] as const,
  kept: ['kept'] as const,
  rawKept: (entryId: string) => ['raw kept', entryId] as const,
}
