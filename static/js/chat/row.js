/**
 * One row of the log: made from the page's templates, changed in place, text only ever as text.
 * A row is read aloud when it arrives from somebody else, and never again.
 */

import { clone, find, make, setText, show } from "../core/dom.js";
import { clockTime, dayWords, fullTime } from "../core/time.js";
import { splitLinks } from "./links.js";
import { CANNOT_DISPLAY, cleanName, newWords, ROLE_WORDS, stateWords } from "./words.js";

const NAME_LONGEST = 60;
const ON_THE_WAY = new Set(["sending", "editing", "held"]);
const CAN_RETRY = new Set(["waiting", "failed"]);
const CAN_CHANGE = new Set([...CAN_RETRY, "editing", "held"]);

/** context: {root (with the templates), zone, device, isNote, quoteOf(message)}. Never throws: an odd message gets a plain sentence. */
export function makeRow(item, context) {
  try {
    const row = makers[item.type](item, context);
    updateRow(row, item, null, context);
    return row;
  } catch {
    return oddRow(item, context);
  }
}

/** Changes what differs between two states of the same row. */
export function updateRow(row, item, before, context) {
  if (item.type === "new") setText(find(row, "words"), newWords(item.count));
  if (item.type === "day") setText(find(row, "words"), dayWords(item.at, context.zone));
  if (item.type !== "message" || isSystem(item.message)) return;
  row.classList.toggle("tk-message--own", item.own);
  row.classList.toggle("tk-message--run", !item.head);
  if (before?.message !== item.message) fillMessage(row, item, context);
  showState(row, item, context);
}

/** Takes over a row that the server rendered: its message as the server would send it. */
export function readRow(row) {
  const { id, seq, clientId, author, authorName, authorRole, kind, at, replyTo } = row.dataset;
  return {
    id,
    seq: Number(seq),
    client_id: clientId || null,
    author: author ? { id: author, name: authorName, role: authorRole } : null,
    kind,
    body: find(row, "body").textContent,
    at,
    reply_to: replyTo || null,
  };
}

const isSystem = (message) => message.kind === "system";

const makers = {
  day: (item, { root }) => silent(clone(root, "day")),
  new: (item, { root }) => silent(clone(root, "new")),
  gap: (item, { root }) => silent(clone(root, "gap")),
  message(item, { root }) {
    const row = clone(root, isSystem(item.message) ? "system" : "message");
    if (isSystem(item.message)) setText(find(row, "body"), String(item.message.body));
    if (!item.live || item.own) silent(row);
    return row;
  },
};

/** History, lines and own words are in the log but are not news. */
function silent(row) {
  row.setAttribute("aria-live", "off");
  return row;
}

function oddRow(item, { root }) {
  const row = silent(clone(root, "system"));
  setText(find(row, "body"), CANNOT_DISPLAY);
  return row;
}

function fillMessage(row, { message, own }, { zone, quoteOf }) {
  if (message.kind !== "text" || typeof message.body !== "string") throw new TypeError("not a text");
  find(row, "by").className = own ? "tk-hidden-text" : "tk-message__by";
  setText(find(row, "author"), own ? "You" : cleanName(message.author?.name) || "Someone");
  setText(find(row, "author-role"), own ? "" : (ROLE_WORDS[message.author?.role] ?? ""));
  if (message.seq) find(row, "when").replaceChildren("· ", timeElement(message.at, zone));
  find(row, "body").replaceChildren(...splitLinks(message.body).map(partElement));
  const quote = message.reply_to ? quoteOf(message) : null;
  const reply = find(row, "reply");
  show(reply, Boolean(message.seq));
  reply?.setAttribute("aria-label", `Reply to ${own ? "yourself" : cleanName(message.author?.name) || "someone"}: ${firstWords(message.body)}`);
  show(find(row, "quote"), Boolean(quote));
  if (quote) setText(find(row, "quote"), quote);
  if (quote) find(row, "quote").dataset.to = message.reply_to;
}

/** For the name of a button: enough to know which message is meant. */
function firstWords(body) {
  const words = body.replace(/\s+/gu, " ");
  return words.length > NAME_LONGEST ? `${words.slice(0, NAME_LONGEST)} …` : words;
}

function partElement({ text, href }) {
  return href ? make("a", { href, target: "_blank", rel: "noopener noreferrer" }, text) : document.createTextNode(text);
}

function timeElement(at, zone) {
  return make("time", { datetime: at, title: fullTime(at, zone) }, clockTime(at, zone));
}

function showState(row, { state, own }, { root, device, isNote }) {
  const place = find(row, "state");
  const words = state && own && !state.isQuiet ? stateWords({ ...state, device, isNote }) : null;
  row.classList.toggle("tk-message--sending", ON_THE_WAY.has(state?.phase));
  row.classList.toggle("tk-message--failed", state?.phase === "waiting" || state?.phase === "failed");
  if (place.dataset.shown !== (words?.icon ?? "")) {
    place.dataset.shown = words?.icon ?? "";
    place.replaceChildren(...(words ? [clone(root, `state-${words.icon}`), make("span", { "data-role": "state-words" })] : []));
  }
  show(place, Boolean(words));
  if (words) setText(find(place, "state-words"), words.text);
  showActions(row, words && CAN_CHANGE.has(state.phase) ? state : null, root);
}

function showActions(row, state, root) {
  const actions = find(row, "actions");
  if (state) row.dataset.unsent = state.client_id;
  else delete row.dataset.unsent;
  if (!state) actions?.remove();
  else if (!actions && !find(row, "editor")) row.append(clone(root, "unsent-actions"));
  show(find(row, "try-again"), CAN_RETRY.has(state?.phase));
}
