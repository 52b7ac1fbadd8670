/**
 * The log on the screen: which part of it stands in the page, where it opens, what is marked new, and where the person
 * is taken. Puts state, frame and view together; sends nothing and asks nobody.
 */

import { find, show } from "../core/dom.js";
import { countsOfPage } from "./elsewhere.js";
import { createFrame } from "./frame.js";
import { itemsOf, keyOf } from "./items.js";
import { createListView } from "./list_view.js";
import { createLog } from "./messages.js";
import { createUnread } from "./unread.js";
import { shortName } from "./words.js";

const QUOTE_LONGEST = 120;

/**
 * unsent(): entries of the outbox with their phase. nameOf(user): short name, or null for a stranger.
 * replied(seq): Reply was chosen there. quoted(id): the message answered there is wanted. looked(): rows came into view or left it. wantsOlder(): near the top of what is loaded. clicked: see list_view.js.
 */
export function createDisplay(root, { data, unsent, nameOf, looked, wantsOlder, clicked, replied, quoted, signal }) {
  const viewer = data.viewer.id;
  let isCleared = false;
  const spoken = new Set(); // numbers of messages that are news to be read aloud
  const view = createListView(root, { zone: data.time_zone, keyOf, quoteOf, scrolled, inView, clicked, replied, quoted, signal });
  const log = createLog({ viewer, messages: view.adopt(), lastSeq: data.last_seq, read: data.read, readAt: data.read_at, received: data.received, receivedAt: data.received_at });
  const frame = createFrame(log);
  const unread = createUnread(root, { log, view, frame, count: (count) => countsOfPage(viewer).set(root.dataset.room, count), jump, signal });

  function draw() {
    if (isCleared) return;
    const waiting = frame.isAtNewest ? unsent().filter((entry) => !log.ownWith(entry.client_id)) : [];
    view.draw(itemsOf(frame.slice(), waiting, context()));
    unread.show();
  }

  function context() {
    const readers = log
      .othersMarks()
      .map(({ user, seq, at }) => ({ seq, at, name: nameOf(user) }))
      .filter((reader) => reader.name);
    return {
      viewer,
      zone: data.time_zone,
      newFrom: unread.line.from,
      newCount: unread.line.count,
      readers,
      holders: log.othersReceipts().filter(({ user }) => nameOf(user)),
      isLive: (seq) => spoken.has(seq),
    };
  }

  function quoteOf({ reply_to }) {
    const quoted = log.all.findLast((message) => message.id === reply_to);
    return quoted ? wordsOf(quoted) : "In reply to an earlier message";
  }

  /** Who said it and how it begins. */
  function wordsOf(quoted) {
    const words = quoted.body.length > QUOTE_LONGEST ? `${quoted.body.slice(0, QUOTE_LONGEST)} …` : quoted.body;
    return `${shortName(quoted.author?.name)}: ${words}`;
  }

  function inView() {
    looked();
    unread.show();
  }

  /** Whoever is near an edge gets more; also asked when the edge came nearer without scrolling. */
  function scrolled() {
    if (view.isNearBottom() && frame.down()) draw();
    else if (view.isNearTop() && !view.isAtBottom) {
      if (frame.up()) draw();
      else wantsOlder();
    }
    unread.show();
  }

  /** More came at once than fits: whoever followed the end stays at the first of them, not at the last. */
  function keepFirstNewInView(messages) {
    const first = messages.find(log.isFromOther);
    if (first && view.isAtBottom && view.isAbove(keyOf(first))) view.bring(unread.line.from === first.seq ? "new" : keyOf(first));
  }

  /** seq null: the newest. */
  function jump(seq) {
    if (seq === null) return toNewest();
    frame.showIndex(log.position(seq));
    draw();
    view.bring(unread.line.from === seq ? "new" : keyOf(log.bySeq(seq)));
    view.focus();
  }

  function toNewest() {
    frame.toNewest();
    draw();
    view.toBottom();
  }

  /** At the first unread message, else at the newest. */
  function open() {
    unread.setLine();
    draw();
    if (unread.line.from === null) view.toBottom();
    else {
      frame.showIndex(log.position(unread.line.from));
      draw();
      view.bring("new");
    }
  }

  /** The message that an address names, marked; nothing where it is not loaded. */
  function target(seq) {
    const message = log.bySeq(seq);
    if (!message) return;
    jump(seq);
    const row = view.rowOf(keyOf(message));
    find(root, "rows").querySelector(".is-target")?.classList.remove("is-target");
    row?.classList.add("is-target");
    row?.setAttribute("tabindex", "-1");
    row?.focus({ preventScroll: true });
  }

  return {
    log,
    view,
    wordsOf,
    draw,
    open,
    target,
    toNewest,
    clearLine: unread.clearLine,
    showUnread: unread.show,
    lookAround: scrolled,
    /** All that is loaded stands in the page, until the returned function is called. */
    showAll() {
      const undo = frame.all();
      draw();
      return () => (undo(), draw());
    },
    /** So many older ones were loaded. */
    cameBefore(count) {
      frame.shifted(count);
      frame.up();
      draw();
      if (count) scrolled();
    },
    /** New ones are in the log. isRead: the person is reading its end right now. speak: read them aloud. */
    came(messages, { isRead, speak }) {
      if (speak) for (const { seq } of messages) spoken.add(seq);
      if (!isRead && messages.some(log.isFromOther)) unread.grow();
      if (view.isAtBottom) frame.trim();
      draw();
      keepFirstNewInView(messages);
    },
    restart() {
      frame.restart();
      open();
    },
    rowOfOwn: (client_id) => view.rowOf(keyOf({ author: { id: viewer }, client_id })),
    /** Nothing of the record stays on the screen, nor in this page. */
    clear() {
      isCleared = true;
      log.restart([], 0);
      view.draw([]);
      unread.show();
      show(find(root, "log"), false);
    },
  };
}
