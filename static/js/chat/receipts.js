/**
 * Tells the server up to where this browser holds the room without a gap, so that whoever wrote sees "Delivered". It is
 * said once the words are here, not when they were sent off; several at once are told together.
 */


const GATHER_MS = 500;
const AGAIN_MS = 5_000;

/** told: what the server knows already. gatherMs: for tests. Returns {got}: to be called when something came. */
export function createReceipts({ room, log, told = 0, socket, api, gatherMs = GATHER_MS, signal }) {
  let timer = null;

  const newest = () => log.all.findLast((message) => message.seq <= log.whole && log.isFromOther(message))?.seq ?? 0;

  function got() {
    if (timer === null && newest() > told) timer = setTimeout(tell, gatherMs);
  }

  async function tell() {
    timer = null;
    const seq = newest();
    if (seq <= told || signal.aborted) return;
    try {
      told = Math.max(told, (await put(seq)).seq);
      got();
    } catch (error) {
      if (["timeout", "rate_limited", "unavailable"].includes(error.code)) timer = setTimeout(tell, AGAIN_MS);
      // Offline: the next connect tells it.
    }
  }

  const put = (seq) =>
    socket.looksBlocked ? api.put(`/api/v1/rooms/${room}/received`, { seq }) : socket.call("message:received", { room, seq });

  socket.onLive(got, signal);
  return { got };
}
