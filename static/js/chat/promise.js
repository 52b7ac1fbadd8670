/**
 * Who answers by when, for as long as it is true: until its time has come or the reader's day is over. Then it is
 * hidden and asked for anew. A device that slept through the end looks at its clock as soon as it wakes.
 */

const LOOK_MS = 5_000;
const AGAIN_MS = 15_000;

/** told: {words, holds_seconds} or null, as the server said it just now. draw(words). ask(): fetches what `show` is then given. */
export function createPromise({ draw, told = null, ask, now = Date.now, schedule = setInterval, signal }) {
  let ends = null;
  let askedAt = null;

  function show(promise) {
    const isTold = Boolean(promise?.words);
    ends = isTold ? now() + promise.holds_seconds * 1000 : null;
    askedAt = null;
    draw(isTold ? promise.words : "");
  }

  function hide() {
    if (ends === null) return;
    ends = -Infinity;
    askedAt = now(); // whoever hides it is asking already
    draw("");
  }

  function look() {
    if (ends === null || now() < ends) return;
    draw("");
    if (askedAt !== null && now() - askedAt < AGAIN_MS) return;
    askedAt = now();
    Promise.resolve().then(ask).catch(() => {});
  }

  const looking = schedule(look, LOOK_MS);
  signal.addEventListener("abort", () => clearInterval(looking));
  if (typeof document !== "undefined") document.addEventListener("visibilitychange", look, { signal });
  if (told) show(told);
  return { show, hide, look };
}
