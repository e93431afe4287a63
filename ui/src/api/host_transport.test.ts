import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Event } from './generated'
import { HostTransport } from './host_transport'
import { openSession } from './session'

class FakeSocket {
  static all: FakeSocket[] = []
  readonly sent: string[] = []
  onopen?: () => void
  onmessage?: (message: { data: string }) => void
  onclose?: () => void
  constructor(readonly address: URL) {
    FakeSocket.all.push(this)
  }
  send(text: string) {
    this.sent.push(text)
  }
  close() {
    this.onclose?.()
  }
}

const answer = (status: number, body: unknown) => new Response(JSON.stringify(body), { status })

beforeEach(() => {
  FakeSocket.all = []
  vi.stubGlobal('WebSocket', FakeSocket)
  sessionStorage.clear()
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

test('a command is posted with the session and gives its answer', async () => {
  const fetched = vi.fn().mockResolvedValue(answer(200, { raw: '{}' }))
  vi.stubGlobal('fetch', fetched)
  await expect(new HostTransport('s3').call('raw_message', { message_id: 'm1' })).resolves.toEqual({ raw: '{}' })
  expect(fetched).toHaveBeenCalledWith(
    '/api/call/raw_message',
    expect.objectContaining({
      method: 'POST',
      body: '{"message_id":"m1"}',
      headers: expect.objectContaining({ authorization: 'Bearer s3' }),
    }),
  )
})

test('a refusal keeps its code and its sentence', async () => {
  vi.stubGlobal('fetch', vi.fn().mockResolvedValue(answer(400, { code: 'bad_request', message: 'Too long.', retry_after_ms: 5 })))
  await expect(new HostTransport('s').call('boot', {})).rejects.toMatchObject({
    code: 'bad_request',
    message: 'Too long.',
    retryAfterMs: 5,
  })
})

test('a host that is gone is said in words', async () => {
  vi.stubGlobal('fetch', vi.fn().mockRejectedValue(new TypeError('Failed to fetch')))
  await expect(new HostTransport('s').call('boot', {})).rejects.toMatchObject({ code: 'unreachable', message: /not answering/ })
})

test('events come over a socket that shows its session first and comes back by itself', async () => {
  vi.useFakeTimers()
  vi.stubGlobal('fetch', vi.fn().mockRejectedValue(new TypeError('Failed to fetch')))
  const events: Event[] = []
  const stop = new HostTransport('s3').subscribe((event) => events.push(event))
  const [first] = FakeSocket.all
  expect(first?.address.href).toMatch(/^ws:.*\/api\/events$/)
  first?.onopen?.()
  expect(first?.sent).toEqual(['{"session":"s3"}'])
  first?.onmessage?.({ data: '{"event":"resync"}' })
  expect(events).toEqual([{ event: 'resync' }])

  first?.onclose?.()
  expect(events.at(-1)).toMatchObject({ event: 'connection', connection: { state: 'offline' } })
  await vi.advanceTimersByTimeAsync(400)
  expect(FakeSocket.all).toHaveLength(2)
  FakeSocket.all[1]?.onclose?.()
  await vi.advanceTimersByTimeAsync(300)
  expect(FakeSocket.all, 'each pause is longer').toHaveLength(2)
  await vi.advanceTimersByTimeAsync(400)
  expect(FakeSocket.all).toHaveLength(3)
  stop()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(FakeSocket.all).toHaveLength(3)
})

test('a host that was started anew is not tried on and on: its sentence is shown', async () => {
  vi.useFakeTimers()
  const refusal = { code: 'refused', message: 'Start Frontdesk again for a new one.', retry_after_ms: null }
  vi.stubGlobal(
    'fetch',
    vi.fn().mockImplementation(async () => answer(401, refusal)),
  )
  const events: Event[] = []
  const stop = new HostTransport('old').subscribe((event) => events.push(event))
  FakeSocket.all[0]?.onclose?.()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(events.at(-1)).toEqual({
    event: 'connection',
    connection: { state: 'refused', reason: 'Start Frontdesk again for a new one.' },
  })
  expect(FakeSocket.all).toHaveLength(1)
  stop()
})

test('a link that was used already is said in the host’s words', async () => {
  window.history.replaceState(null, '', '/#token=used')
  const refusal = { code: 'refused', message: 'This link was used already.', retry_after_ms: null }
  vi.stubGlobal('fetch', vi.fn().mockResolvedValue(answer(401, refusal)))
  await expect(openSession()).rejects.toMatchObject({ code: 'refused', message: 'This link was used already.' })
})

test('the token of the address becomes a session once and leaves the address', async () => {
  window.history.replaceState(null, '', '/#token=once')
  const fetched = vi.fn().mockResolvedValue(answer(200, { session: 's9' }))
  vi.stubGlobal('fetch', fetched)
  await expect(openSession()).resolves.toBe('s9')
  expect(window.location.hash).toBe('')
  await expect(openSession()).resolves.toBe('s9')
  expect(fetched).toHaveBeenCalledTimes(1)
})

test('without token and session it says what to open', async () => {
  window.history.replaceState(null, '', '/')
  await expect(openSession()).rejects.toMatchObject({ message: /Open the address/ })
})
