// Starts Meta's Embedded Signup and passes on what it says. The code and the event come in either order, or not at all.
(() => {
  'use strict';

  const page = document.getElementById('signup');
  const start = document.getElementById('start');
  const { appId, configId, featureType, sdk, dialogOrigin } = page.dataset;
  const dialog = new URL(dialogOrigin);

  // Meta closes its window before or after it says where the person went away; this long its word is waited for.
  const LAST_WORD_MS = 1000;

  let over = false;
  let cancelSaid = false;

  function show(standing) {
    // What Meta's window says late must not undo the end.
    if (over) return;
    over = standing.over;
    document.title = `${standing.title} - Frontdesk`;
    document.getElementById('title').textContent = standing.title;
    document.getElementById('text').textContent = standing.text;
    if (over) start.hidden = true;
  }

  function trouble() {
    document.getElementById('trouble').hidden = false;
    start.disabled = false;
  }

  async function tell(what) {
    try {
      const answer = await fetch(`${location.pathname}/finish`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(what),
        credentials: 'omit',
        cache: 'no-store',
        // The window may be closed while this is on its way.
        keepalive: true,
      });
      if (answer.ok) show(await answer.json());
      else location.reload();
    } catch {
      trouble();
    }
  }

  function isMeta(origin) {
    let from;
    try {
      from = new URL(origin);
    } catch {
      return false;
    }
    if (from.origin === dialog.origin) return true;
    return from.protocol === 'https:' && (from.hostname === 'facebook.com' || from.hostname.endsWith('.facebook.com'));
  }

  window.addEventListener('message', (message) => {
    if (!isMeta(message.origin) || typeof message.data !== 'string') return;
    let said;
    try {
      said = JSON.parse(message.data);
    } catch {
      return;
    }
    if (said?.type !== 'WA_EMBEDDED_SIGNUP' || typeof said.event !== 'string') return;
    if (said.event === 'CANCEL') cancelSaid = true;
    tell({ event: { event: said.event, data: said.data ?? null } });
  });

  function answered(response) {
    const code = response?.authResponse?.code;
    if (code) {
      tell({ code });
      return;
    }
    setTimeout(() => {
      if (!cancelSaid) tell({ event: { event: 'CANCEL', data: null } });
    }, LAST_WORD_MS);
  }

  function ready() {
    window.FB.init({ appId, version: 'v22.0', autoLogAppEvents: false, cookie: false, status: false, xfbml: false });
    start.disabled = false;
    start.focus();
  }

  start.addEventListener('click', () => {
    if (!window.FB) {
      location.reload();
      return;
    }
    start.disabled = true;
    window.FB.login(answered, {
      config_id: configId,
      response_type: 'code',
      override_default_response_type: true,
      extras: { setup: {}, featureType, sessionInfoVersion: '3' },
    });
  });

  window.fbAsyncInit = ready;
  const script = document.createElement('script');
  script.src = sdk;
  script.async = true;
  script.addEventListener('error', trouble);
  document.head.append(script);
})();
