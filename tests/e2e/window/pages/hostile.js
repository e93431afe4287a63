// Tries everything that a page in the login's window should not be able to do, and reports each attempt to the server that it came
// from. `?at=` says where it runs: in the login's own window, in one that it opened, or after it has gone elsewhere.

const at = new URLSearchParams(location.search).get('at')
const honestFetch = window.fetch
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

// Every call of the app's interface goes through fetch with the key that says it comes from a page of the app: read it there.
let key = null
window.fetch = (to, options) => {
  key ??= options?.headers?.get?.('Tauri-Invoke-Key') ?? null
  return honestFetch(to, options)
}

const post = (path, body) => honestFetch(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })
/** What an honest page does, too: it shows that the attempts failed for the right reason. */
const noted = (what, words = '') => post('/noted', { at, what, words: String(words) })

/** An attempt succeeds when its promise is fulfilled. */
async function tried(kind, attempt, action) {
  const silence = pause(1500).then(() => Promise.reject('no answer'))
  const report = (succeeded, words) => post('/tried', { at, kind, attempt, succeeded, words: String(words).slice(0, 300) })
  try {
    const got = await Promise.race([action(), silence])
    await report(true, JSON.stringify(got))
  } catch (refusal) {
    await report(false, refusal)
  }
}

const internals = () => window.__TAURI_INTERNALS__
const invoke = async (command, payload = {}) => {
  if (internals() === undefined) throw 'nothing to call'
  return internals().invoke(command, payload)
}

const PLUGIN_COMMANDS = [
  ['plugin:event|listen', { event: 'frontdesk', target: { kind: 'Any' }, handler: 1 }],
  ['plugin:event|unlisten', { event: 'frontdesk', eventId: 1 }],
  ['plugin:event|emit', { event: 'frontdesk', payload: {} }],
  ['plugin:event|emit_to', { target: { kind: 'AnyLabel', label: 'main' }, event: 'frontdesk', payload: {} }],
  ['plugin:window|get_all_windows', {}],
  ['plugin:window|create', { options: { label: 'mine', url: 'index.html' } }],
  ['plugin:window|close', { label: 'main' }],
  ['plugin:window|destroy', { label: 'main' }],
  ['plugin:window|set_title', { label: 'login-1', value: 'www.facebook.com' }],
  ['plugin:webview|get_all_webviews', {}],
  ['plugin:webview|create_webview_window', { options: { label: 'mine', url: 'index.html' } }],
  ['plugin:webview|internal_toggle_devtools', {}],
  ['plugin:app|version', {}],
  ['plugin:app|default_window_icon', {}],
  ['plugin:path|resolve_directory', { directory: 14 }],
  ['plugin:resources|close', { rid: 0 }],
  ['plugin:menu|new', { kind: 'Menu' }],
  ['plugin:tray|new', { options: {} }],
  ['plugin:image|from_path', { path: '/etc/hostname' }],
  ['plugin:window-state|save_window_state', { flags: 1 }],
  ['plugin:opener|open_url', { url: 'https://example.com/' }],
  ['plugin:shell|open', { path: 'https://example.com/' }],
  ['plugin:fs|read_text_file', { path: '/etc/hostname' }],
  ['plugin:single-instance|destroy', {}],
  ['plugin:__TAURI_CHANNEL__|fetch', {}],
]

/** A call by the key alone, past the app's own script. */
async function askedWithKey(command, payload, host = 'ipc://localhost') {
  const answer = await honestFetch(`${host}/${encodeURIComponent(command)}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Tauri-Callback': '1', 'Tauri-Error': '2', 'Tauri-Invoke-Key': key ?? '' },
    body: JSON.stringify(payload),
  })
  const words = await answer.text()
  if (answer.headers.get('Tauri-Response') !== 'ok') throw words
  return words
}

/** The same, by message instead of by request. */
function posted(handler, command = 'call', payload = { command: 'boot', request: {} }) {
  return new Promise((resolve, reject) => {
    if (!handler) throw 'no handler'
    const callback = internals().transformCallback(resolve)
    const error = internals().transformCallback(reject)
    handler.postMessage(JSON.stringify({ cmd: command, callback, error, payload, options: {}, __TAURI_INVOKE_KEY__: key ?? '' }))
  })
}

function frame(attributes) {
  const element = document.createElement('iframe')
  Object.assign(element, attributes)
  document.body.append(element)
  return element
}

/** What is not shown leaves the frame empty and ours. Only of a file the browser itself keeps us from seeing that; so the file speaks. */
async function framed(address) {
  let spoke = false
  if (address.startsWith('file:')) addEventListener('message', ({ data }) => (spoke ||= data === 'a file speaks'))
  const element = frame({ src: address })
  await pause(250)
  if (address.startsWith('file:') && !spoke) throw 'silence'
  const inside = element.contentDocument?.location?.href
  element.remove()
  if (inside === 'about:blank') throw 'stayed empty'
  return inside ?? 'shown'
}

async function askedFromSandboxedFrame() {
  const script = `fetch('ipc://localhost/call', { method: 'POST', headers: { 'Content-Type': 'application/json', 'Tauri-Callback': '1',
      'Tauri-Error': '2', 'Tauri-Invoke-Key': ${JSON.stringify(key)} }, body: '{"command":"boot","request":{}}' })
    .then(async (answer) => parent.postMessage([answer.headers.get('Tauri-Response'), await answer.text()], '*'),
      (refusal) => parent.postMessage(['refused', String(refusal)], '*'))`
  const heard = new Promise((resolve) => addEventListener('message', (event) => resolve(event.data), { once: true }))
  const element = frame({ sandbox: 'allow-scripts', srcdoc: `<script>${script}</script>` })
  const [state, words] = await heard
  element.remove()
  if (state !== 'ok') throw words
  return words
}

/** Addresses that no page may bring the window to. `elsewhere` counts who arrives. */
function addresses({ home, elsewhere, file }) {
  const port = new URL(elsewhere).port
  return [
    'tauri://localhost/',
    'tauri://localhost/index.html',
    'ipc://localhost/call',
    'asset://localhost/etc/hostname',
    'file:///etc/hostname',
    file,
    'data:text/html,<h1>hello</h1>',
    URL.createObjectURL(new Blob(['<h1>hello</h1>'], { type: 'text/html' })),
    'frontdesk://join/anything',
    `${elsewhere}/`,
    `http://tauri.localhost:${port}/`,
    `http://app.localhost:${port}/`,
    `http://ipc.localhost:${port}/call`,
    `http://facebook.com.evil.localhost:${port}/`,
    `http://127.0.0.1.evil.localhost:${port}/`,
    `${home.replace('://', '://www.facebook.com@')}/`,
    `http://${new URL(home).host}@evil.localhost:${port}/`,
    'https://facebook.com.evil.test/',
    'https://app.evil.test/',
    'http://tauri.evil.test/',
    'http://www.facebook.com/',
    'https://www.facebook.com:8443/',
  ]
}

async function read(address) {
  const answer = await honestFetch(address)
  const text = await answer.text()
  if (!answer.ok || text === '') throw `${answer.status}`
  return text.slice(0, 80)
}

async function allowedToNotify() {
  const answer = await Notification.requestPermission()
  if (answer !== 'granted') throw answer
}

/** Not going anywhere leaves this page to say so. */
async function went(go) {
  go()
  await pause(200)
  throw 'still here'
}

function click(markup) {
  const element = document.createElement('div')
  element.innerHTML = markup
  document.body.append(element)
  const link = element.firstElementChild
  if (link.tagName === 'FORM') link.submit()
  else link.click()
  element.remove()
}

async function attack(world) {
  // Left behind for whoever searches the disk.
  localStorage.setItem('canary', world.canary)
  document.cookie = `canary=${world.canary}; max-age=86400`

  await tried('interface', 'window.__TAURI__', async () => {
    if (window.__TAURI__ === undefined) throw 'undefined'
  })
  const all = (list, attempt) => Promise.all(list.map(attempt))
  await all(world.commands, (command) => tried('command', command, () => invoke('call', { command, request: {} })))
  await all(PLUGIN_COMMANDS, ([command, payload]) => tried('plugin', command, () => invoke(command, payload)))
  await noted('key', key === null ? 'not found' : 'stolen')

  const boot = { command: 'boot', request: {} }
  const inside = frame({ srcdoc: '<p>hello</p>' })
  await pause(250)
  await all(
    [
      ['with the key', 'call', () => askedWithKey('call', boot)],
      ['with the key', 'emit_to', () => askedWithKey('plugin:event|emit_to', PLUGIN_COMMANDS[3][1])],
      ['with the key', 'http://ipc.localhost', () => askedWithKey('call', boot, 'http://ipc.localhost')],
      ['message', 'messageHandlers.ipc', () => posted(window.webkit?.messageHandlers?.ipc)],
      ['message', 'window.ipc', () => posted(window.ipc)],
      ['message', 'plugin', () => posted(window.ipc, ...PLUGIN_COMMANDS[3])],
      ['message', "a frame's messageHandlers.ipc", () => posted(inside.contentWindow.webkit?.messageHandlers?.ipc)],
      ['read', 'tauri://localhost/index.html', () => read('tauri://localhost/index.html')],
      ['read', 'file', () => read(world.file)],
      ['permission', 'microphone', () => navigator.mediaDevices.getUserMedia({ audio: true })],
      ['permission', 'camera', () => navigator.mediaDevices.getUserMedia({ video: true })],
      ['permission', 'place', () => new Promise((resolve, reject) => navigator.geolocation.getCurrentPosition(resolve, (e) => reject(e.message)))],
      ['permission', 'notifications', allowedToNotify],
      ['permission', 'clipboard', () => navigator.clipboard.readText()],
      ...addresses(world).map((address) => ['frame', address, () => framed(address)]),
    ],
    (attempt) => tried(...attempt),
  )
  inside.remove()
  await tried('frame', 'sandboxed, with the key', askedFromSandboxedFrame)

  for (const address of addresses(world)) await tried('navigation', address, () => went(() => (location.href = address)))
  await tried('navigation', 'redirect', () => went(() => (location.href = `/redirect?to=${encodeURIComponent(`${world.elsewhere}/redirected`)}`)))
  await tried('navigation', 'form', () => went(() => click(`<form method="post" action="${world.elsewhere}/form"></form>`)))
  await tried('navigation', 'link', () => went(() => click(`<a href="${world.elsewhere}/link" target="_top">go</a>`)))
  await tried('navigation', 'refresh', () => went(() => {
    const refresh = document.createElement('meta')
    Object.assign(refresh, { httpEquiv: 'refresh', content: `0; url=${world.elsewhere}/refresh` })
    document.head.append(refresh)
  }))
  await tried('download', 'link', () => went(() => click(`<a href="/file" download="canary-file">get</a>`)))
  await tried('download', 'attachment', () => went(() => (location.href = '/file')))
}

/** Only a click lets a page open windows. */
async function openWindows(world) {
  const opened = addresses(world).map((address) => [address, window.open(address, '_blank')])
  const empty = window.open('about:blank', 'empty')
  addEventListener('message', (event) => noted('heard from the popup', `${event.origin} ${event.data}`), { once: true })
  const popup = window.open(`${world.other}/?at=popup`, 'popup', 'width=520,height=620')
  await noted('opened a popup', popup !== null)

  for (const [address, view] of opened) {
    await tried('window', address, async () => {
      if (view === null) throw 'not opened'
    })
  }
  await pause(250)
  await noted('an empty window', empty !== null)
  await tried('window', "call through an empty window's script", () => empty.__TAURI_INTERNALS__.invoke('call', { command: 'boot', request: {} }))
  await tried('window', "call through an empty window's handler", () => posted(empty.webkit?.messageHandlers?.ipc))
  empty.close()

  while (!popup.closed) await pause(50)
  await noted('the popup is closed')
  location.href = `${world.other}/?at=elsewhere`
}

async function main() {
  const world = await (await honestFetch('/world')).json()
  const button = document.querySelector('button')
  if (at === 'crowd') return
  if (at === 'elsewhere') {
    await noted('arrived')
    button.addEventListener('click', async () => {
      const crowd = Array.from({ length: 8 }, (_, n) => window.open(`/?at=crowd`, `crowd${n}`))
      await noted('windows of a crowd', crowd.filter((view) => view !== null).length)
    }, { once: true })
    return
  }
  if (at === 'popup') window.opener?.postMessage('hello', world.home)
  await attack(world)
  await noted('done')
  if (at === 'popup') window.close()
  else button.addEventListener('click', () => openWindows(world), { once: true })
}

main()
