/**
 * Empties the outbox: one message after another in each room, in typed order, each again and again under its own
 * client id until the server has acknowledged it or refused it for good. Deciding what to do with a refused one is
 * the person's.
 */

import { isEdited } from "./outbox.js";

const BACK_OFF_S = [1, 2, 4, 8, 15, 30];
const FOR_GOOD = new Set(["conflict", "invalid", "too_large", "forbidden", "not_found"]);

/**
 * deliver(entry): resolves with {id, seq, at} once it is durable, rejects with a CallError.
 * sleep, chance: for tests.
 */
export function createSender({ outbox, deliver, sleep = wait, chance = Math.random }) {
  const runs = new Map(); // room -> {wake, again}
  const stalled = new Set(); // rooms whose words are waiting for better times
  const callbacks = new Set();
  let stopped = false;

  function stall(room, isStalled) {
    if (stalled.has(room) === isStalled) return;
    if (isStalled) stalled.add(room);
    else stalled.delete(room);
    for (const callback of callbacks) callback();
  }

  /** Sends what waits in a room, now. */
  function send(room) {
    if (stopped) return;
    const running = runs.get(room);
    if (running) {
      running.again = true;
      running.wake?.();
      return;
    }
    const run = { again: false, wake: null };
    runs.set(room, run);
    keepSending(room, run).finally(() => runs.delete(room));
  }

  async function keepSending(room, run) {
    for (let attempt = 0; !stopped; ) {
      run.again = false;
      const trouble = await outbox.alone(room, () => sendAll(room, () => (attempt = 0))).catch((error) => error);
      if (!trouble && !run.again) return;
      if (!trouble) continue;
      if (trouble.code === "unauthenticated") return stop();
      if (trouble.code !== "rate_limited") stall(room, true);
      await Promise.race([sleep(pause(trouble, attempt++)), new Promise((resolve) => (run.wake = resolve))]);
      run.wake = null;
    }
  }

  /** Resolves with what stood in the way, or undefined when nothing is left to send. */
  async function sendAll(room, progressed) {
    for (;;) {
      const entry = await outbox.next(room);
      if (!entry || stopped) return;
      try {
        await outbox.accept(entry.client_id, await deliver(entry));
      } catch (error) {
        if (!FOR_GOOD.has(error.code)) return error;
        await refuse(entry, error);
      }
      progressed();
      stall(room, false);
    }
  }

  const refuse = (entry, error) =>
    isKnownId(error)
      ? outbox.part(entry.client_id)
      : outbox.fail(entry.client_id, { code: error.code, message: error.message });

  /** A conflict may also be a closed room; this one says that the client id stands for other words already. */
  const isKnownId = ({ code, fields }) => code === "conflict" && Boolean(fields?.client_id);

  function pause({ code, retry_after }, attempt) {
    if (code === "rate_limited" && retry_after) return retry_after * 1000;
    const longest = BACK_OFF_S[Math.min(attempt, BACK_OFF_S.length - 1)];
    return longest * (0.5 + chance() / 2) * 1000;
  }

  function stop() {
    stopped = true;
    for (const run of runs.values()) run.wake?.();
  }

  return {
    send,
    stop,

    /** The connection is back, or the person asked: every room at once. */
    sendAllRooms() {
      for (const room of outbox.rooms()) {
        stall(room, false);
        send(room);
      }
    },

    /**
     * "editing" while an edit is open, "failed" for what was refused, "held" behind an edit, else "waiting" or "sending".
     */
    phaseOf(entry) {
      if (isEdited(entry)) return "editing";
      if (entry.phase === "failed") return "failed";
      if (outbox.isHeld(entry)) return "held";
      return stalled.has(entry.room) ? "waiting" : "sending";
    },

    /** The person pressed "Try again". */
    async retry(entry) {
      stall(entry.room, false);
      await outbox.retry(entry.client_id);
      send(entry.room);
    },

    onChange(callback, signal) {
      callbacks.add(callback);
      signal?.addEventListener("abort", () => callbacks.delete(callback));
    },
  };
}

function wait(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
