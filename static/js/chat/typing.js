/** Tells the others that this person is writing: at most every three seconds, and that it has stopped. */

const AGAIN_MS = 3_000;
const IDLE_MS = 10_000;

export function createTyping({ room, socket, now = () => performance.now() }) {
  let toldAt = -Infinity;
  let isOn = false;
  let idle = null;

  function typed(body) {
    if (!body.trim()) return stopped();
    clearTimeout(idle);
    idle = setTimeout(stopped, IDLE_MS);
    if (isOn && now() - toldAt < AGAIN_MS) return;
    isOn = true;
    toldAt = now();
    socket.tell("typing", { room, on: true });
  }

  function stopped() {
    clearTimeout(idle);
    if (!isOn) return;
    isOn = false;
    socket.tell("typing", { room, on: false });
  }

  return { typed, stopped };
}
