// Tells the page that opened this window how it went, and closes.
const told = JSON.parse(document.getElementById('told').textContent)
if (window.opener) {
  for (const message of told.messages) window.opener.postMessage(message, told.origin)
  window.close()
}
