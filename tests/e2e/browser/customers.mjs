// The customers' side, through the sandbox that plays Meta.

const sandbox = new URL(required('FRONTDESK_SANDBOX_URL'))

export function required(name) {
  const value = process.env[name]
  if (!value) throw new Error(`${name} is not set. Start frontdesk-host --demo and pass its addresses.`)
  return value
}

async function ask(path, body, method = body === undefined ? 'GET' : 'POST') {
  const answer = await fetch(new URL(path, sandbox), {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
  return answer.json()
}

let made = 0

/** A customer who has never written before, with a phone in hand. */
export async function newCustomer(name) {
  made += 1
  const { numbers } = await ask('/_sandbox/overview')
  const number = numbers[0].phone_number_id
  const wa_id = `1202555${String(Date.now() % 100_000)
    .padStart(5, '0')
    .slice(0, 3)}${String(made).padStart(2, '0')}`
  const { id } = await ask('/_sandbox/customers', { name, wa_id })
  const chat = `/_sandbox/chats/${id}/${number}`
  return {
    name,
    writes: (text) => ask(`${chat}/messages`, { text }),
    sends: (type, content) => ask(`${chat}/messages`, { type, content }),
    goesOffline: () => ask(`/_sandbox/customers/${id}`, { online: false }, 'PATCH'),
    comesOnline: () => ask(`/_sandbox/customers/${id}`, { online: true }, 'PATCH'),
    opensChat: () => ask(`${chat}/open`, {}),
    /** What arrived on the phone from the business. */
    received: async () => (await ask(chat)).messages.filter((m) => m.direction === 'outbound' && m.on_phone).map((m) => m.text),
  }
}
