/** The board, alive: draws what the server holds after every change, and passes what a person does to the dialogs. */

import * as api from "../core/api.js";
import { announce, find, findAll, need, setText, show } from "../core/dom.js";
import { connection, onLoginEnd, pageData } from "../core/page.js";
import { clockTime, learnServerTime, serverNow } from "../core/time.js";
import { listenToKeys } from "./board_keys.js";
import { createBoardState } from "./board_state.js";
import { createBoardView, drawStrip } from "./board_view.js";
import { createAssign, createMove, openFrom } from "./dialogs.js";
import { keepFresh } from "./refresh.js";
import { createStagePick } from "./stage_pick.js";

const EVENTS = ["board:changed", "room:updated", "message:new", "message:read", "presence"];
const STILL_MS = 2_000;
const SHOWN = new URLSearchParams(location.search).get("show") ?? "";

const main = need(document, "board").closest("main");
const strip = need(document, "strip");
const zone = pageData().time_zone;
const state = createBoardState(JSON.parse(document.getElementById("board").textContent), { filter: SHOWN });
const view = createBoardView(main, { state, zone });
const pick = createStagePick(main, view.stages(), state.board.patients[0]?.stage);
const search = need(main, "find");
const stop = new AbortController();
let movedAt = -Infinity;
let settling = null;

function draw(board) {
  learnServerTime(board.at);
  const before = state.board.strip;
  state.set(board);
  view.fill();
  drawNumbers();
  settle();
  speak(before, board.strip);
}

/** A card moves only while the person's hand is still: nobody may press on what has just come under the pointer. */
function settle() {
  clearTimeout(settling);
  const isBusy = performance.now() - movedAt < STILL_MS && find(main, "board").matches(":hover");
  if (isBusy) settling = setTimeout(settle, STILL_MS / 4);
  else arrange();
}

function arrange() {
  view.arrange();
  pick.draw();
}

function redraw() {
  view.fill();
  arrange();
  drawNumbers();
}

function drawNumbers() {
  drawStrip(strip, { numbers: state.board.strip, filter: state.filter, zone });
  const everyone = need(main, "everyone");
  if (state.filter) everyone.removeAttribute("aria-current");
  else everyone.setAttribute("aria-current", "true");
}

/** Only what became more is worth interrupting somebody who listens. */
function speak(before, now) {
  const more = now.filter((number, index) => number.count > before[index].count);
  if (more.length) announce(more.map((number) => `${number.label}: ${number.count}`).join(", "));
}

function standing({ isLive, failed, at }) {
  const place = need(main, "live");
  const asOf = clockTime(at ?? serverNow().toISOString(), zone);
  place.classList.toggle("tk-live--stale", !isLive);
  setText(find(place, "live-words"), isLive ? `Live, ${asOf}` : `Not live since ${asOf}`);
  show(need(main, "failed"), failed);
}

function narrow(name) {
  state.choose(name);
  redraw();
  pick.toSomebody();
  history.replaceState(null, "", state.filter ? `/board?show=${state.filter}` : "/board");
}

const fresh = keepFresh({
  socket: connection(),
  events: EVENTS,
  load: () => api.get("/api/v1/board"),
  draw,
  standing,
  signal: stop.signal,
});
/** What one has done oneself is drawn at once, wherever the pointer is. */
function changed() {
  movedAt = -Infinity;
  fresh.now();
}

const assign = createAssign(main, { state, changed });
const move = createMove(main, { state, changed });

openFrom(main, "assign", assign.open);
openFrom(main, "move", move.open);
listenToKeys(find(main, "board"), {
  search,
  acts: {
    a: assign.open,
    m: move.open,
    o: (id) => location.assign(`/patients/${id}`),
  },
});
search.addEventListener("input", () => {
  state.find(search.value);
  redraw();
  pick.toSomebody();
});
for (const item of findAll(strip, "strip-item")) {
  item.addEventListener("click", (event) => {
    event.preventDefault();
    narrow(item.dataset.name);
  });
}
need(main, "everyone").addEventListener("click", (event) => {
  event.preventDefault();
  narrow("");
});
need(main, "try-now").addEventListener("click", changed);
find(main, "board").addEventListener("pointermove", () => (movedAt = performance.now()), { passive: true });
onLoginEnd(() => stop.abort());
