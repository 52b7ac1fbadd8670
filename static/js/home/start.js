/** The patient's home, alive: rooms and what is to be filled in change while it stands open; words kept offline go out. */

import { services } from "../chat/services.js";
import * as api from "../core/api.js";
import { announce, clone, find, findAll, setText, show, titleMark } from "../core/dom.js";
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
const main = document.querySelector("main");
const stop = new AbortController();

function draw({ rooms, due, told }) {
  drawRooms(rooms);
  drawDue(due);
  drawTold(told);
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

keepFresh({ socket: connection(), events: EVENTS, load: () => api.get("/api/v1/home"), draw, signal: stop.signal });
onLoginEnd(() => stop.abort());
services(); // sends what an earlier page could not
