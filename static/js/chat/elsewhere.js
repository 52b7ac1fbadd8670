/**
 * What is new in all of this person's rooms, also in those that no part of the page shows: how many in each, told live
 * and asked for anew after every connect, and now and then where live connections are blocked. Numbers before the
 * title, on the way back and on the tab of the team's notes.
 */

import { find, findAll, setText, show, titleMark } from "../core/dom.js";

const ASK_MS = 15_000;

/** viewer: their id. isHere(room): whether the page shows it and counts for itself. changed(): something to draw. */
export function createCounts({ viewer, isHere, changed }) {
  const counts = new Map();

  function set(room, count) {
    if ((counts.get(room) ?? 0) === count) return;
    counts.set(room, count);
    changed();
  }

  const sum = (wanted) => [...counts].reduce((all, [room, count]) => all + (wanted(room) ? count : 0), 0);

  return {
    set,
    of: (room) => counts.get(room) ?? 0,
    all: () => sum(() => true),
    elsewhere: () => sum((room) => !isHere(room)),
    /** The server's numbers; those of rooms on the page are theirs to tell. */
    learn(told) {
      for (const room of new Set([...counts.keys(), ...Object.keys(told)])) if (!isHere(room)) set(room, told[room] ?? 0);
    },
    came(message) {
      if (!isHere(message.room) && message.author?.id !== viewer) set(message.room, (counts.get(message.room) ?? 0) + 1);
    },
  };
}

let made = null;

/** The page's one set of counts. */
export function countsOfPage(viewer) {
  if (made) return made;
  const roots = findAll(document, "room");
  made = createCounts({ viewer, isHere: (room) => roots.some((root) => root.dataset.room === room), changed: () => draw(roots) });
  return made;
}

function draw(roots) {
  const all = made.all();
  titleMark("unread", all ? `(${all})` : "");
  for (const place of findAll(document, "elsewhere")) fill(place, made.elsewhere());
  for (const root of roots) {
    const tab = root.dataset.kind === "staff" && find(document, "notes-count");
    if (tab) fill(tab, made.of(root.dataset.room));
  }
}

function fill(place, count) {
  setText(find(place, "elsewhere-number"), String(count || ""));
  show(place, count > 0);
}

/** Follows the rooms that the page does not show. Once for a page. */
export function followElsewhere({ viewer, told = {}, socket, api, signal }) {
  const counts = countsOfPage(viewer);
  const ask = async () => counts.learn((await api.get("/api/v1/rooms/unread")).unread);
  counts.learn(told);
  socket.on("message:new", counts.came, signal);
  socket.on("message:read", ({ user }) => user === viewer && ask().catch(() => {}), signal);
  socket.onLive(ask, signal);
  const asking = setInterval(() => socket.looksBlocked && ask().catch(() => {}), ASK_MS);
  signal.addEventListener("abort", () => clearInterval(asking));
}
