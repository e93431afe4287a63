import { useQuery } from '@tanstack/react-query'
import { call } from '../api/call'
import type { LabelView, MemberRef } from '../api/generated'
import { keys } from './keys'

export const labelsQuery = { queryKey: keys.labels, queryFn: async () => (await call('list_labels', {})).items }
export const repliesQuery = { queryKey: keys.replies, queryFn: async () => (await call('list_replies', {})).items }

export const membersQuery = { queryKey: keys.members, queryFn: () => call('list_members', {}) }

/** Everybody of the team. */
export function useMembers(): readonly MemberRef[] {
  return useQuery(membersQuery).data?.items ?? []
}

export function useLabels(): readonly LabelView[] {
  return useQuery(labelsQuery).data ?? []
}
