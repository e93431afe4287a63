// The part of the JavaScript SDK that logs in: it opens the dialog in a popup and hands back what that says.
(() => {
  const base = new URL(document.currentScript.src).origin
  const answersWhenClosed = ANSWERS_WHEN_CLOSED
  const nobody = () => ({ authResponse: null, status: 'unknown' })
  let app = null

  function result(said) {
    if (said.has('code')) return { authResponse: { userID: null, expiresIn: null, code: said.get('code') }, status: 'connected' }
    if (!said.has('access_token')) return nobody()
    const expiresIn = Number(said.get('expires_in'))
    return { authResponse: { accessToken: said.get('access_token'), userID: said.get('user_id'), expiresIn }, status: 'connected' }
  }

  function address(name, options) {
    const params = new URLSearchParams({ client_id: app.appId, display: 'popup', sdk: 'joey', origin: location.origin, cb: name })
    params.set('response_type', options.response_type ?? 'token')
    for (const key of ['config_id', 'scope', 'auth_type']) {
      if (options[key]) params.set(key, options[key])
    }
    if (options.override_default_response_type) params.set('override_default_response_type', 'true')
    if (options.extras) params.set('extras', JSON.stringify(options.extras))
    return `${base}/${app.version}/dialog/oauth?${params}`
  }

  function login(callback, options = {}) {
    if (!app) {
      console.error('FB.login() called before FB.init().')
      return
    }
    const name = `f${crypto.getRandomValues(new Uint32Array(2)).join('')}`
    const popup = window.open(address(name, options), name, 'popup,width=600,height=760')
    if (!popup) {
      callback(nobody())
      return
    }
    let watch = 0
    const end = (answer) => {
      window.removeEventListener('message', hear)
      clearInterval(watch)
      callback(answer)
    }
    const hear = (event) => {
      if (event.origin !== base || event.source !== popup || typeof event.data !== 'string') return
      const said = new URLSearchParams(event.data)
      if (said.get('cb') === name) end(result(said))
    }
    window.addEventListener('message', hear)
    // The popup closes itself once it has spoken: what it said may still be on its way.
    let seenClosed = 0
    watch = setInterval(() => {
      seenClosed = popup.closed ? seenClosed + 1 : 0
      if (seenClosed < 3) return
      if (answersWhenClosed) end(nobody())
      else clearInterval(watch)
    }, 250)
  }

  window.FB = {
    init(settings) {
      if (!settings?.appId || !settings.version) throw new Error('init not called with valid version')
      app = { appId: String(settings.appId), version: settings.version }
    },
    login,
  }
  window.fbAsyncInit?.()
})()
