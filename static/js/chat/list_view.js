/**
 * Draws the log: puts rows in, changes them in place, keeps the place on the page where the person reads, and reports
 * what is in view and what was clicked. Knows nothing of sending or of the server.
 */

import { everyFrame, find, findAll, need } from "../core/dom.js";
import { makeRow, readRow, updateRow } from "./row.js";

const NEAR_PX = 600;
const BOTTOM_PX = 40;
// The longest message is ten times as high as a phone's log: in quarters it would never be seen to come into view.
const HUNDREDTHS = Array.from({ length: 101 }, (_, index) => index / 100);

/**
 * keyOf(message): the key of a row the server rendered. scrolled(), inView(): the place or the rows in view changed.
 * clicked(action, client_id): "edit" or "try-again" on unsent words. replied(seq): Reply on a message. quoted(id): the message answered there was asked for.
 */
export function createListView(root, { zone, keyOf, quoteOf, scrolled, inView, clicked, replied, quoted, signal }) {
  const scroller = need(root, "log");
  const rows = need(root, "rows");
  const device = deviceHere();
  const context = { root, zone, quoteOf, device, isNote: root.dataset.kind === "staff" };
  const drawn = new Map(); // key -> {row, item}
  const visible = new Set();
  const watcher = new IntersectionObserver(notice, { root: scroller, threshold: HUNDREDTHS });
  let isAtBottom = true;
  let tabStop = null;

  /** Messages in the first render; their rows stay where they are. */
  function adopt() {
    const messages = [];
    for (const row of findAll(rows, "message")) {
      const message = readRow(row);
      messages.push(message);
      row.setAttribute("aria-live", "off");
      drawn.set(keyOf(message), { row, item: {} });
      watcher.observe(row);
    }
    for (const line of findAll(rows, "day")) line.remove();
    return messages;
  }

  function draw(items) {
    const anchor = isAtBottom ? null : firstInView();
    const keys = new Set(items.map((item) => item.key));
    for (const [key, { row }] of drawn) if (!keys.has(key)) forget(key, row);
    const wanted = items.map(rowOf); // first all of them: an odd row may be replaced on the way
    let cursor = find(rows, "empty").nextElementSibling;
    for (const row of wanted) {
      if (row === cursor) cursor = cursor.nextElementSibling;
      else rows.insertBefore(row, cursor);
    }
    find(rows, "empty").hidden = items.length > 0;
    moveTabStop(wanted);
    if (isAtBottom) toBottom();
    else if (anchor?.row.isConnected) scroller.scrollTop += anchor.row.getBoundingClientRect().top - anchor.top;
  }

  /** Of all the Reply buttons one is reached by Tab: the newest, or where the person is. */
  function moveTabStop(wanted) {
    if (rows.contains(document.activeElement)) return;
    const newest = wanted.findLast((row) => find(row, "reply")?.hidden === false);
    const stop = newest && find(newest, "reply");
    if (stop === tabStop) return;
    for (const button of findAll(rows, "reply")) button.tabIndex = button === stop ? 0 : -1;
    tabStop = stop;
  }

  function rowOf(item) {
    const known = drawn.get(item.key);
    if (!known) {
      const row = makeRow(item, context);
      keep(row, item);
      return row;
    }
    if (isDifferent(known.item, item)) {
      try {
        updateRow(known.row, item, known.item, context);
      } catch {
        known.row.replaceWith((known.row = makeRow(item, context)));
      }
      keep(known.row, item);
    }
    return known.row;
  }

  function keep(row, item) {
    drawn.set(item.key, { row, item });
    if (item.seq) row.dataset.seq = item.seq;
    if (item.type === "message") watcher.observe(row);
  }

  function forget(key, row) {
    drawn.delete(key);
    visible.delete(Number(row.dataset.seq));
    watcher.unobserve(row);
    row.remove();
  }

  function notice(entries) {
    for (const { target, isIntersecting, intersectionRect, boundingClientRect, rootBounds } of entries) {
      const enough = Math.min(boundingClientRect.height, (rootBounds?.height ?? 0) / 2) * 0.8;
      if (isIntersecting && intersectionRect.height >= enough) visible.add(Number(target.dataset.seq));
      else visible.delete(Number(target.dataset.seq));
    }
    inView();
  }

  /** A message, not a line between them: the line of a day moves up when older messages of it come in front. */
  function firstInView() {
    const top = scroller.getBoundingClientRect().top;
    for (const row of findAll(rows, "message")) {
      const box = row.getBoundingClientRect();
      if (box.bottom > top) return { row, top: box.top };
    }
    return null;
  }

  function toBottom() {
    isAtBottom = true;
    scroller.scrollTop = scroller.scrollHeight;
  }

  /** Brings a row into view, a little below the top, or the line above the new ones. */
  function bring(key) {
    const row = drawn.get(key)?.row;
    if (!row) return false;
    isAtBottom = false;
    const gap = scroller.clientHeight / 6;
    scroller.scrollTop += row.getBoundingClientRect().top - scroller.getBoundingClientRect().top - gap;
    isAtBottom = distanceToBottom() < BOTTOM_PX;
    return true;
  }

  const distanceToBottom = () => scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop;

  const report = everyFrame(() => scrolled());

  scroller.addEventListener(
    "scroll",
    () => {
      isAtBottom = distanceToBottom() < BOTTOM_PX;
      report();
    },
    { passive: true, signal },
  );
  rows.addEventListener(
    "click",
    (event) => {
      const action = event.target.closest("[data-role=edit], [data-role=try-again]");
      const reply = event.target.closest("[data-role=reply]");
      if (reply) replied(Number(reply.closest("[data-seq]").dataset.seq));
      const quote = event.target.closest("[data-role=quote]");
      if (quote) quoted(quote.dataset.to);
      if (action) clicked(action.dataset.role, action.closest("[data-unsent]").dataset.unsent);
    },
    { signal },
  );
  // A keyboard that opens, a font that arrives, a line that wraps: who was at the end stays at the end.
  const sizes = new ResizeObserver(() => isAtBottom && toBottom());
  sizes.observe(scroller);
  sizes.observe(rows);
  signal.addEventListener("abort", () => (sizes.disconnect(), watcher.disconnect()));

  return {
    adopt,
    draw,
    toBottom,
    bring,
    visible: () => visible,
    rowOf: (key) => drawn.get(key)?.row ?? null,
    focus: () => scroller.focus(),
    get isAtBottom() {
      return isAtBottom;
    },
    isNearTop: () => scroller.scrollTop < NEAR_PX,
    isNearBottom: () => distanceToBottom() < NEAR_PX,
    /** Whether this row begins above what is in view. */
    isAbove: (key) => (drawn.get(key)?.row.getBoundingClientRect().top ?? Infinity) < scroller.getBoundingClientRect().top,
    showOlder(words, canRetry = false) {
      const place = find(rows, "older");
      place.hidden = !words;
      find(place, "older-words").textContent = words;
      find(place, "older-again").hidden = !canRetry;
    },
    onOlderAgain: (retry) => find(rows, "older-again").addEventListener("click", retry, { signal }),
  };
}

/** What this is called where it says that something is kept on it. */
export function deviceHere() {
  return matchMedia("(pointer: coarse), (max-width: 48em)").matches ? "phone" : "computer";
}

/** Shallow: an item is made anew at every draw, its message and its state's values are not. */
function isDifferent(before, item) {
  if (before.message !== item.message || before.head !== item.head || before.own !== item.own) return true;
  if (before.count !== item.count || before.at !== item.at || before.day !== item.day) return true;
  return JSON.stringify(before.state ?? null) !== JSON.stringify(item.state ?? null);
}
