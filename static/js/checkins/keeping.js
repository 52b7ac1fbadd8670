/**
 * Keeps what is being filled in: one call at a time, the newest answers, again until it worked. No DOM.
 */

const SOON_MS = 800;
const AGAIN_MS = 5_000;

/**
 * read() gives the answers, send(answers) resolves with what the server kept. onState("keeping" | "kept" | "failed",
 * kept). soon() after a change, now() for an answer that must not wait, stop() when the form itself is sent.
 */
export function createKeeping({ read, send, onState, timers = globalThis }) {
  let timer = null;
  let isRunning = false;
  let isStale = false;
  let isStopped = false;

  function plan(ms) {
    if (isStopped) return;
    timers.clearTimeout(timer);
    timer = timers.setTimeout(run, ms);
  }

  async function run() {
    if (isStopped) return;
    if (isRunning) {
      isStale = true;
      return;
    }
    isRunning = true;
    isStale = false;
    onState("keeping");
    try {
      onState("kept", await send(read()));
      if (isStale) plan(0);
    } catch (error) {
      onState("failed");
      if (TRY_AGAIN.has(error.code)) plan(AGAIN_MS);
    } finally {
      isRunning = false;
    }
  }

  return {
    soon: () => plan(SOON_MS),
    now: () => plan(0),
    stop: () => {
      isStopped = true;
      timers.clearTimeout(timer);
    },
  };
}

/** What can work the next time; a refusal will be one again. */
const TRY_AGAIN = new Set(["offline", "timeout", "unavailable", "rate_limited"]);
