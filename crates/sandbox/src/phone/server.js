// The sandbox's JSON API.

async function call(method, path, body) {
  const answer = await fetch(`/_sandbox/${path}`, {
    method,
    headers: body === undefined ? {} : { "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const json = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(json.message ?? `The sandbox answered ${answer.status}.`);
  return json;
}

const chatPath = (customer, number) => `chats/${customer}/${encodeURIComponent(number)}`;

export const server = {
  overview: () => call("GET", "overview"),
  chat: (customer, number) => call("GET", chatPath(customer, number)),
  send: (customer, number, text) => call("POST", `${chatPath(customer, number)}/messages`, { text }),
  open: (customer, number) => call("POST", `${chatPath(customer, number)}/open`),
  close: (customer, number) => call("DELETE", `${chatPath(customer, number)}/open`),
  setCustomer: (customer, change) => call("PATCH", `customers/${customer}`, change),
  addCustomer: (customer) => call("POST", "customers", customer),
  playNext: () => call("POST", "demo/next"),
};

/** Calls `changed` after every change, one at a time; changes that come meanwhile are one. */
export function follow(changed, connection) {
  let running = false;
  let again = false;
  const run = async () => {
    if (running) { again = true; return; }
    running = true;
    do {
      again = false;
      try { await changed(); connection(true); } catch { connection(false); }
    } while (again);
    running = false;
  };
  const events = new EventSource("/_sandbox/events");
  events.addEventListener("changed", run);
  events.addEventListener("error", () => connection(false));
  return run;
}

/** A closing page can still say that it no longer shows the chat. */
export function closeOnLeave(customer, number) {
  fetch(`/_sandbox/${chatPath(customer, number)}/open`, { method: "DELETE", keepalive: true }).catch(() => {});
}
