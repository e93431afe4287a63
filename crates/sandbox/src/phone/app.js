// The customers' phones: what is on the screen, and what a hand does to it.
import { drawChat, drawNumbers, drawPeople } from "./draw.js";
import { closeOnLeave, follow, server } from "./server.js";

const $ = (id) => document.getElementById(id);
const shown = { customer: null, number: null, opened: null };
let overview = null;

const person = () => overview?.customers.find(({ customer }) => customer.id === shown.customer);

let trouble = null;

/** What went wrong, or what is missing so far. */
function notice(text) {
  trouble = text;
  const missing = overview && !overview.webhook_url ? "No app listens yet. What you write is lost until one sets its webhook address." : "";
  $("notice").textContent = trouble ?? missing;
  $("notice").hidden = $("notice").textContent === "";
}

/** Does what a hand asked for, and says what went wrong. */
async function hand(action) {
  try {
    await action();
    notice(null);
  } catch (error) {
    notice(error.message);
  }
}

/** The chat on the screen is open while the page is visible, and no other. */
async function tellWhatIsOpen() {
  const wanted = document.visibilityState === "visible" && shown.customer !== null && shown.number !== null
    ? { customer: shown.customer, number: shown.number }
    : null;
  const opened = shown.opened;
  if (opened?.customer === wanted?.customer && opened?.number === wanted?.number) return;
  shown.opened = wanted;
  if (opened) await server.close(opened.customer, opened.number);
  if (wanted) await server.open(wanted.customer, wanted.number);
}

async function refresh() {
  overview = await server.overview();
  notice(trouble);
  if (!person()) {
    const newest = ({ chats }) => Math.max(0, ...chats.map((chat) => chat.last?.timestamp_s ?? 0));
    shown.customer = [...overview.customers].sort((a, b) => newest(b) - newest(a))[0]?.customer.id ?? null;
    shown.number = null;
  }
  if (!overview.numbers.some((number) => number.phone_number_id === shown.number)) {
    const last = (chat) => chat.last?.timestamp_s ?? 0;
    shown.number = [...(person()?.chats ?? [])].sort((a, b) => last(b) - last(a))[0]?.phone_number_id
      ?? overview.numbers[0]?.phone_number_id ?? null;
  }
  drawPeople($("people"), overview.customers, shown.customer, choose);
  const { customer, chats } = person() ?? {};
  document.querySelector(".phone").hidden = !customer;
  if (!customer || shown.number === null) return;
  $("owner-name").textContent = customer.name;
  $("owner-detail").textContent = customer.hides_number ? `@${customer.username ?? "hidden number"}` : `+${customer.wa_id}`;
  $("online").checked = customer.online;
  $("receipts").checked = customer.read_receipts;
  drawNumbers($("numbers"), overview.numbers, chats, shown.number, chooseNumber);
  await tellWhatIsOpen();
  const chat = await server.chat(shown.customer, shown.number);
  if (chat.customer === shown.customer && chat.phone_number_id === shown.number) {
    drawChat($("chat"), chat, customer.name);
    // Typing ends by itself, and nothing tells.
    if (chat.business_is_typing) setTimeout(update, 5_000);
  }
}

let wasConnected = true;
const update = follow(refresh, (connected) => {
  if (!connected) notice("The sandbox does not answer. This page goes on when it is back.");
  else if (!wasConnected) notice(null);
  wasConnected = connected;
});

function choose(customer) {
  shown.customer = customer;
  shown.number = null;
  update();
  $("text").focus();
}

function chooseNumber(number) {
  shown.number = number;
  update();
  $("text").focus();
}

async function send() {
  const text = $("text").value.trim();
  if (!text || shown.customer === null) return;
  $("text").value = "";
  await hand(async () => {
    try {
      await server.send(shown.customer, shown.number, text);
    } catch (error) {
      $("text").value = text;
      throw error;
    }
  });
  $("chat").scrollTop = $("chat").scrollHeight;
}

$("composer").addEventListener("submit", (event) => { event.preventDefault(); send(); });
$("text").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); send(); }
});
$("online").addEventListener("change", (event) => hand(() => server.setCustomer(shown.customer, { online: event.target.checked })));
$("receipts").addEventListener("change", (event) => hand(() => server.setCustomer(shown.customer, { read_receipts: event.target.checked })));
$("next").addEventListener("click", () => hand(() => server.playNext()));

const dialog = $("newcomer");
const form = dialog.querySelector("form");
const wrong = dialog.querySelector(".wrong");
$("add").addEventListener("click", () => { form.reset(); wrong.hidden = true; dialog.showModal(); });
dialog.querySelector("[value=cancel]").addEventListener("click", () => dialog.close());
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const given = new FormData(form);
  try {
    const customer = await server.addCustomer({
      name: given.get("name"),
      wa_id: given.get("wa_id"),
      username: given.get("username") || null,
      hides_number: given.get("hides_number") === "on",
    });
    dialog.close();
    choose(customer.id);
  } catch (error) {
    wrong.textContent = error.message;
    wrong.hidden = false;
  }
});

document.addEventListener("visibilitychange", () => update());
window.addEventListener("pagehide", () => {
  if (shown.opened) closeOnLeave(shown.opened.customer, shown.opened.number);
  shown.opened = null;
});
update();
