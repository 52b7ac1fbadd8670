/**
 * Tells the server how far the person has read. A message counts as read once its row was in view while the tab was
 * visible and had the focus, and everything new before it was read too: the mark never jumps over unseen words.
 */


const SETTLE_MS = 400;
const AGAIN_MS = 5_000;

/** socket, api: the two ways to the server. visible(): numbers of the messages in view now. moved(): the mark moved here. looking(): for tests. */
export function createReadMarks({ room, log, viewer, socket, api, visible, moved, looking = isLooking, signal }) {
  const seen = new Set();
  let told = log.readUpTo(viewer);
  let timer = null;

  /** Something came into view, or the person came back. */
  function look() {
    if (!looking()) return;
    for (const seq of visible()) seen.add(seq);
    const before = log.readUpTo(viewer);
    let mark = before;
    for (const message of log.unread()) {
      if (!seen.has(message.seq)) break;
      mark = message.seq;
    }
    if (mark === before) return;
    log.mark(viewer, mark);
    for (const seq of seen) if (seq <= mark) seen.delete(seq);
    moved();
    tellSoon(SETTLE_MS);
  }

  function tellSoon(ms) {
    clearTimeout(timer);
    timer = setTimeout(tell, ms);
  }

  async function tell() {
    const seq = log.readUpTo(viewer);
    if (seq <= told || signal.aborted) return;
    try {
      told = Math.max(told, (await put(seq)).seq);
    } catch (error) {
      if (["timeout", "rate_limited", "unavailable"].includes(error.code)) tellSoon(AGAIN_MS);
      // Offline: the next connect tells it.
    }
  }

  const put = (seq) =>
    socket.looksBlocked ? api.put(`/api/v1/rooms/${room}/read`, { seq }) : socket.call("message:read", { room, seq });

  socket.onLive(tell, signal);
  addEventListener("focus", look, { signal });
  document.addEventListener("visibilitychange", look, { signal });
  return { look };
}

function isLooking() {
  return document.visibilityState === "visible" && document.hasFocus();
}
