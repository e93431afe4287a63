import { type QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { call } from '../api/call'
import type { ConnectView, DoctorView, Event, IntegrationView } from '../api/generated'
import type { CommandName, Request, Response } from '../api/transport'
import { keys } from './keys'
import { withOvertaking } from './overtaken'

type EventOf<Name extends Event['event']> = Extract<Event, { event: Name }>

/** The last thing that was told about something while it was asked for. */
function lastOf<Name extends Event['event']>(events: readonly Event[], name: Name): EventOf<Name> | undefined {
  return events.findLast((event): event is EventOf<Name> => event.event === name)
}

/** What the integration page shows, kept true by events. */
export function useIntegration(isWanted = true) {
  return useQuery({ queryKey: keys.integration, queryFn: loadIntegration, enabled: isWanted })
}

async function loadIntegration(): Promise<IntegrationView> {
  const { answer, events } = await withOvertaking(() => call('integration', {}))
  return lastOf(events, 'integration')?.integration ?? answer
}

/** A command that changes what the relay is set up with. `onDone` is told although what asked is gone by then. */
export function useIntegrationCommand<C extends 'put_meta_app' | 'remove_meta_app' | 'set_rotation'>(
  command: C,
  onDone: () => void = () => {},
) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: async (request: Request<C>) => {
      const { answer, events } = await withOvertaking(() => call(command, request))
      cache.setQueryData(keys.integration, lastOf(events, 'integration')?.integration ?? (answer as IntegrationView))
    },
    onSuccess: onDone,
    // A secret may be among the variables; it must not stay in the cache.
    gcTime: 0,
  })
}

/** The connection being made, or the last one until it is put away; `null` when there is none. */
export function useConnect() {
  return useQuery({ queryKey: keys.connect, queryFn: loadConnect })
}

async function loadConnect(): Promise<ConnectView | null> {
  const { answer, events } = await withOvertaking(() => call('current_connect', {}))
  const told = lastOf(events, 'connect')
  return told === undefined ? answer.connect : told.connect
}

type ConnectCommand = {
  [C in CommandName]: Response<C> extends ConnectView ? C : never
}[CommandName]

/** A command that moves the connection on. */
export function useConnectCommand<C extends ConnectCommand>(command: C) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: async (request: Request<C>) => {
      const { answer, events } = await withOvertaking(() => call(command, request))
      const told = lastOf(events, 'connect')
      cache.setQueryData<ConnectView | null>(keys.connect, told === undefined ? (answer as ConnectView) : told.connect)
    },
    // A token, a PIN or a code may be among the variables.
    gcTime: 0,
  })
}

/** Ends the connection, or puts its result away. */
export function useCloseConnect() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: async () => {
      const { events } = await withOvertaking(() => call('close_connect', {}))
      cache.setQueryData<ConnectView | null>(keys.connect, lastOf(events, 'connect')?.connect ?? null)
    },
  })
}

/** The doctor's run under way, or the last one. */
export function useDoctor() {
  return useQuery({ queryKey: keys.doctor, queryFn: loadDoctor })
}

async function loadDoctor(): Promise<DoctorView | null> {
  const { answer, events } = await withOvertaking(() => call('current_doctor', {}))
  return lastOf(events, 'doctor')?.doctor ?? answer.doctor
}

export async function runDoctor(cache: QueryClient, request: Request<'run_doctor'>) {
  const { answer, events } = await withOvertaking(() => call('run_doctor', request))
  cache.setQueryData<DoctorView | null>(keys.doctor, lastOf(events, 'doctor')?.doctor ?? answer)
}
