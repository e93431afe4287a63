// From data to elements.
import { format } from "./format.js";

export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === undefined || value === null) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: "short" });
const weekday = new Intl.DateTimeFormat(undefined, { weekday: "short" });
const fullDay = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });

const dayOf = (seconds) => new Date(seconds * 1000).toDateString();

function dayName(seconds) {
  const day = dayOf(seconds);
  if (day === new Date().toDateString()) return "Today";
  if (day === new Date(Date.now() - 86_400_000).toDateString()) return "Yesterday";
  return fullDay.format(seconds * 1000);
}

const SVG = "http://www.w3.org/2000/svg";
const TICK_WORDS = { accepted: "Sending", sent: "Sent", delivered: "Received by the business", read: "Read by the business", failed: "Failed" };

function ticks(progress) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 16 11");
  svg.setAttribute("class", `ticks ${progress}`);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", TICK_WORDS[progress] ?? progress);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", progress === "sent" || progress === "accepted" ? "M3.5 6 6.5 9 12.5 2" : "M1 6 4 9 10 2M7.5 8.2 8.3 9 14.8 2");
  svg.append(path);
  return svg;
}

function bubble(message, quoted, turn, fresh) {
  const mine = message.direction === "inbound";
  const time = element("time", { datetime: new Date(message.timestamp_s * 1000).toISOString(), title: exact.format(message.timestamp_s * 1000) }, clock.format(message.timestamp_s * 1000));
  const isText = message.kind === "text" || message.kind === "template";
  return element(
    "li",
    { class: `bubble ${mine ? "mine" : "theirs"}${turn ? " turn" : ""}${fresh ? " fresh" : ""}`, "data-wamid": message.wamid, dir: "auto" },
    quoted ? element("span", { class: "quote", dir: "auto" }, quoted.text) : null,
    isText ? null : element("span", { class: "kind" }, message.kind),
    ...format(message.text),
    element("span", { class: "meta", dir: "ltr" }, time, mine ? ticks(message.progress) : null),
  );
}

/** Redraws a chat. Bubbles that are there already stay the same elements, unless their ticks changed. */
export function drawChat(list, chat, customerName) {
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 60;
  const same = list.dataset.chat === `${chat.customer}/${chat.phone_number_id}`;
  const known = new Map(same ? [...list.querySelectorAll(".bubble")].map((node) => [node.dataset.wamid, node]) : []);
  const byId = new Map(chat.messages.map((message) => [message.wamid, message]));
  const nodes = [];
  let previous = null;
  for (const message of chat.messages) {
    if (!previous || dayOf(previous.timestamp_s) !== dayOf(message.timestamp_s)) {
      nodes.push(element("li", { class: "day" }, dayName(message.timestamp_s)));
    }
    const turn = previous !== null && previous.direction !== message.direction;
    const key = `${message.progress}${turn}`;
    let node = known.get(message.wamid);
    if (!node || node.dataset.key !== key) {
      node = bubble(message, byId.get(message.quotes), turn, same && !node);
      node.dataset.key = key;
    }
    nodes.push(node);
    previous = message;
  }
  if (chat.messages.length === 0) {
    nodes.push(element("li", { class: "empty" }, `Write as ${customerName}. The business sees it at once.`));
  }
  if (chat.business_is_typing) nodes.push(element("li", { class: "typing" }, "typing…"));
  list.dataset.chat = `${chat.customer}/${chat.phone_number_id}`;
  list.replaceChildren(...nodes);
  if (!same || atEnd) list.scrollTop = list.scrollHeight;
}

const segmenter = new Intl.Segmenter();

/** First letters of the first two words that begin with one. Scripts that join their letters, or need no second, give one. */
function initials(name) {
  const words = name.split(/\s+/).filter((word) => /^\p{L}/u.test(word));
  const one = /^[\p{Script=Arabic}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u.test(words[0] ?? "");
  return words.slice(0, one ? 1 : 2).map((word) => [...segmenter.segment(word)][0].segment).join("");
}

/** The words alone, without the markers that take effect. */
const words = (text) => format(text).map((node) => node.textContent).join("");

function listTime(seconds) {
  const age = Date.now() / 1000 - seconds;
  return dayOf(seconds) === new Date().toDateString() || age < 0 ? clock.format(seconds * 1000) : weekday.format(seconds * 1000);
}

export function drawPeople(list, people, current, choose) {
  const focused = document.activeElement?.dataset?.customer;
  list.replaceChildren(...people.map(({ customer, chats }) => {
    const last = chats.map((chat) => chat.last).filter(Boolean).sort((a, b) => b.timestamp_s - a.timestamp_s)[0];
    const unseen = chats.reduce((sum, chat) => sum + chat.unseen, 0);
    return element("li", {}, element(
      "button",
      { type: "button", class: "person", "data-customer": customer.id, "aria-current": customer.id === current ? "true" : false, onclick: () => choose(customer.id) },
      element("span", { class: `avatar c${customer.id % 8}${customer.online ? " online" : ""}`, title: customer.online ? "Online" : "Offline", "aria-hidden": "true" }, initials(customer.name)),
      element("span", { class: "name", dir: "auto" }, customer.name),
      last ? element("time", {}, listTime(last.timestamp_s)) : element("span"),
      element("span", { class: "last", dir: "auto" }, (last && words(last.text)) ?? customer.username ?? `+${customer.wa_id}`),
      unseen > 0 ? element("span", { class: "count", "aria-label": `${unseen} unread` }, String(unseen)) : null,
    ));
  }));
  if (list.dataset.current !== String(current)) list.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  list.dataset.current = current;
  if (focused) list.querySelector(`[data-customer="${CSS.escape(focused)}"]`)?.focus();
}

export function drawNumbers(nav, numbers, chats, current, choose) {
  nav.replaceChildren(...numbers.map((number) => {
    const unseen = chats.find((chat) => chat.phone_number_id === number.phone_number_id)?.unseen ?? 0;
    return element(
      "button",
      { type: "button", title: number.display_phone_number, "aria-pressed": String(number.phone_number_id === current), onclick: () => choose(number.phone_number_id) },
      number.verified_name,
      unseen > 0 ? element("span", { class: "dot", "aria-label": `${unseen} unread` }) : null,
    );
  }));
}
