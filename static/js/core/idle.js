/**
 * Counts the quiet time of a person and says when the end is near. Only what a person does counts: keys and touches,
 * never a timer of ours. The server decides when a login is over; this only warns and passes real actions on.
 */

const WARN_BEFORE_S = 120;
const TOUCH_EVERY_S = 60;
const CARRIED = "telekat-heard-at";
const news = "BroadcastChannel" in globalThis ? new BroadcastChannel("telekat-idle") : null;

let lastHeardAt = 0;

/** The page is about to be brought anew by itself: the next one goes on counting where this one stands. */
export function carryQuiet() {
  if (lastHeardAt) sessionStorage.setItem(CARRIED, String(lastHeardAt));
}

function carried() {
  const at = Number(sessionStorage.getItem(CARRIED));
  sessionStorage.removeItem(CARRIED);
  return at;
}

/**
 * touch: async, tells the server that a person is here. onWarn(true|false): show or take away the warning.
 * onEnd: the time is over and nobody touched anything.
 */
export function watchIdle({ seconds, touch, onWarn, onEnd, signal }) {
  const touchEvery = Math.min(TOUCH_EVERY_S, seconds / 4);
  const warnBefore = Math.min(WARN_BEFORE_S, seconds / 2);
  let heardAt = carried() || Date.now();
  let asking = false;
  let warned = false;
  lastHeardAt = heardAt;

  function heard(at = Date.now()) {
    heardAt = lastHeardAt = Math.max(heardAt, at);
    if (warned) onWarn((warned = false));
  }

  async function stay() {
    if (asking) return;
    asking = true;
    const at = Date.now();
    try {
      await touch();
      heard(at);
      news?.postMessage(at);
    } catch (error) {
      // Without a network the server cannot be told; who goes on writing is not locked out for that.
      if (error.code !== "unauthenticated") heard(at);
    } finally {
      asking = false;
    }
  }

  function acted(event) {
    if (event.isTrusted && (warned || quiet() > touchEvery)) stay();
  }

  const quiet = () => (Date.now() - heardAt) / 1000;

  const clock = setInterval(() => {
    if (quiet() >= seconds) {
      clearInterval(clock);
      onEnd();
    } else if (!warned && quiet() >= seconds - warnBefore) {
      onWarn((warned = true));
    }
  }, 1000);

  for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, acted, { capture: true, passive: true, signal });
  news?.addEventListener("message", ({ data }) => heard(data), { signal });
  signal?.addEventListener("abort", () => clearInterval(clock));
  return { stay };
}
