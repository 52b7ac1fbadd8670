/** The patient's home, alive: rooms and what is to be filled in change while it stands open; words kept offline go out. */

import { services } from "../chat/services.js";
import * as api from "../core/api.js";
import { announce, clone, find, findAll, icon, setText, show, titleMark } from "../core/dom.js";
import { wordMoments } from "../core/moments.js";
import { connection, onLoginEnd, pageData } from "../core/page.js";
import { keepFresh } from "./refresh.js";

const EVENTS = [
  "message:new",
  "message:read",
  "room:updated",
  "questionnaire:assigned",
  "questionnaire:submitted",
  "questionnaire:changed",
];
const HELP_EVERY_MS = 15_000; // nobody tells a patient's page of alerts: it asks while help stands on it
const main = document.querySelector("main");
let hasHelp = !find(main, "help-place").hidden;
const stop = new AbortController();

function draw({ help, next, rooms, due, told }) {
  drawHelp(help);
  if (Boolean(help) !== hasHelp) drawNext(next);
  hasHelp = Boolean(help);
  drawRooms(rooms);
  drawDue(due);
  drawTold(told);
}

/** The help after an answer of their own, with the one line that must be true; it goes when the alert is closed. */
function drawHelp(help) {
  const place = find(main, "help-place");
  const words = find(place, "crisis-truth-words");
  const changed = help && words.textContent !== help.words;
  show(place, Boolean(help));
  for (const button of findAll(main, "next-step")[0].querySelectorAll(".tk-button")) button.classList.toggle("tk-button--primary", !help);
  if (!changed) return;
  setText(words, help.words);
  find(place, "crisis-truth").firstElementChild.replaceWith(icon(help.seen ? "check" : "bell-ring"));
  announce(help.words);
}

/** Beside the help nothing may say that there is nothing to do: the step's words change as the help comes and goes. */
function drawNext({ what, how }) {
  const step = find(main, "next-step");
  setText(step.querySelector("h2"), what);
  setText(find(step, "next-how"), how);
}

/** What was decided: put in only when it is another decision, so that nothing is read aloud twice. */
function drawTold(told) {
  const place = find(main, "told-place");
  if (!told || place.querySelector("time")?.dateTime === told.at) return;
  const card = clone(main, "told");
  setText(find(card, "told-title"), told.title);
  setText(find(card, "told-message"), told.message);
  setText(find(card, "told-by"), told.by);
  card.querySelector("time").dateTime = told.at;
  place.replaceChildren(card);
  wordMoments(place, pageData().time_zone);
}

function drawRooms(rooms) {
  const place = find(main, "room-rows");
  const known = new Map(findAll(place, "room-row").map((row) => [row.dataset.room, row]));
  for (const room of rooms) {
    const row = known.get(room.id) ?? place.appendChild(clone(main, "room-row"));
    if (!row.dataset.room) newRow(row, room);
    setText(find(row, "sub"), room.sub);
    setText(find(row, "number-words"), String(room.number || ""));
    show(find(row, "number"), room.number > 0);
  }
  const unread = rooms.reduce((sum, room) => sum + room.number, 0);
  titleMark("unread", unread ? `(${unread})` : "");
  if (unread) announce(unread === 1 ? "1 new message" : `${unread} new messages`);
}

function newRow(row, room) {
  row.dataset.room = room.id;
  row.href = room.href;
  setText(find(row, "title"), room.title);
  find(main, "room-rows").querySelector("p.tk-row")?.remove();
}

function drawDue(due) {
  const place = find(main, "due-rows");
  const rows = due.map((each) => {
    const row = clone(main, "due-row");
    row.href = each.href;
    setText(find(row, "title"), each.title);
    setText(find(row, "sub"), each.sub);
    const use = find(row, "picture").querySelector("use");
    use.setAttribute("href", `${use.getAttribute("href").split("#")[0]}#${each.icon}`);
    return row;
  });
  if (!place.contains(document.activeElement)) place.replaceChildren(...rows);
  show(find(main, "due"), due.length > 0);
}

const load = () => api.get("/api/v1/home");
const look = setInterval(() => !find(main, "help-place").hidden && load().then(draw, () => {}), HELP_EVERY_MS);
keepFresh({ socket: connection(), events: EVENTS, load, draw, signal: stop.signal });
onLoginEnd(() => {
  clearInterval(look);
  stop.abort();
});
services(); // sends what an earlier page could not
