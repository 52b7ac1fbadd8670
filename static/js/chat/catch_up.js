/**
 * Keeps the log whole: enters the room after every connect, asks for what was missed until nothing is missing, and
 * listens. Where sockets are blocked it asks over HTTP every few seconds. After a long absence, or when the server
 * knows less than we do (it was restored from a copy), it starts afresh and says so; never a silent hole.
 */

import { learnServerTime } from "../core/time.js";

const PAGE = 200;
const TOO_FAR = 2_000;
const LAST = 100;
const AGAIN_MS = 3_000;
const POLL_MS = 5_000;
const ROOM_EVERY = 6; // polls from one look at the room itself, its members and its promise, to the next
const GONE = new Set(["not_found", "forbidden"]);

/**
 * entered(ack): members and marks are fresh. arrived(messages): new in the log, live ones. afresh(why): the log was
 * replaced. polling(bool): news come by asking. shutOut(): this person is no longer in the room.
 */
export function createCatchUp({ room, log, socket, api, entered, arrived, afresh, polling, shutOut, signal }) {
  const address = `/api/v1/rooms/${room}`;
  let filling = null;
  let isPolling = false;
  let polls = 0;

  async function enter() {
    const before = log.whole;
    const ack = await socket.call("room:enter", { room });
    poll(false);
    entered(ack);
    await follow(ack, before);
  }

  /** Members, marks and the promise anew, on whichever way is open. Rejects while none is. */
  async function refresh() {
    if (socket.state === "live") return enter();
    const before = log.whole;
    const ack = await api.get(address);
    entered(ack);
    await follow(ack, before);
  }

  async function follow(ack, before) {
    if (ack.last_seq < before) return startAfresh("restored", ack.last_seq);
    log.learnLast(ack.last_seq);
    await fill();
  }

  /** Asks until nothing is missing. One at a time; a second caller waits for the same answer. */
  function fill() {
    filling ??= fillUp().finally(() => (filling = null));
    return filling;
  }

  async function fillUp() {
    for (let after = log.missingAfter(); after !== null; after = log.missingAfter()) {
      if (log.lastSeq - after > TOO_FAR) return startAfresh("away", log.lastSeq);
      const page = await ask(after);
      take(page.messages);
      if (log.whole === after) return later(); // the server had nothing more to say; ask again soon
    }
  }

  const ask = (after_seq) =>
    socket.state === "live"
      ? socket.call("message:since", { room, after_seq, limit: PAGE })
      : api.get(`${address}/messages`, { after_seq, limit: PAGE });

  function later() {
    setTimeout(() => !signal.aborted && log.missingAfter() !== null && fill().catch(later), AGAIN_MS);
  }

  function take(messages) {
    const fresh = log.merge(messages);
    if (fresh.length) arrived(fresh);
    if (log.missingAfter() !== null && !filling) fill().catch(later);
  }

  function enterOrWait() {
    enter().catch((error) => (GONE.has(error.code) ? shutOut() : later()));
  }

  /** Who may see what has changed: is this room still theirs? Asked at once, while the connection comes back. */
  async function check() {
    try {
      await api.get(`${address}/messages`, { after_seq: log.whole, limit: 1 });
      socket.again();
    } catch (error) {
      if (GONE.has(error.code)) shutOut();
    }
  }

  async function startAfresh(why, lastSeq) {
    const page = await api.get(`${address}/messages`, { before_seq: lastSeq + 1, limit: LAST });
    log.restart(page.messages, lastSeq);
    afresh(why);
  }

  function poll(wanted) {
    if (isPolling === wanted || signal.aborted) return;
    isPolling = wanted;
    polling(wanted);
    if (wanted) pollOnce();
  }

  async function pollOnce() {
    if (!isPolling || signal.aborted) return;
    try {
      const page = await ask(log.whole);
      take(page.messages);
      log.learnLast(page.last_seq ?? log.lastSeq);
      if (polls++ % ROOM_EVERY === 0) await refresh();
    } catch (error) {
      if (GONE.has(error.code)) return (poll(false), shutOut());
      poll(false); // not even HTTP: this is plain offline
    }
    setTimeout(pollOnce, POLL_MS);
  }

  /** Is HTTP open where sockets are not? Asked after each failed attempt to connect, through the state's changes. */
  async function probe() {
    if (!socket.looksBlocked || isPolling || signal.aborted) return;
    try {
      take((await ask(log.whole)).messages);
      poll(true);
    } catch {
      // Nothing is open; the socket goes on trying.
    }
  }

  socket.onLive(enterOrWait, signal);
  socket.onMoved(check, signal);
  socket.on(
    "message:new",
    (message) => {
      if (message.room !== room) return;
      learnServerTime(message.at);
      take([message]);
    },
    signal,
  );
  const probing = setInterval(probe, POLL_MS);
  signal.addEventListener("abort", () => clearInterval(probing));

  return { take, enter: enterOrWait, refresh };
}
