/**
 * The one file that touches io(): a connection that says where it stands, calls that are answered or fail,
 * and a round of catching up after every connect. What an event means belongs to the package that listens to it.
 */

import { io } from "../../vendor/socket.io.esm.min.js";
import { CallError } from "./api.js";

const CALL_TIMEOUT_MS = 10_000;
const PRESS_PATIENCE_MS = 4_000;
const RETRY_MS = 2_500; // doubled or less by chance: every attempt waits 0 to 5 seconds
const GRACE_MS = 3_000; // a blink is not worth a banner
const FIRST_GRACE_MS = 8_000;
const MOVED = "membership_changed"; // the login lives on; what it may see has changed

/**
 * "connecting" | "live" | "offline" | "ended"; ended means the login is over and nothing reconnects.
 * unheard(): what this person may see has changed, and no part of the page looks after that itself.
 */
export function openSocket({ transports = ["websocket", "polling"], connect = io, unheard = () => {} } = {}) {
  const socket = connect({
    path: "/socket.io",
    transports,
    tryAllTransports: true,
    closeOnBeforeunload: true,
    reconnectionDelay: RETRY_MS,
    reconnectionDelayMax: RETRY_MS * 2,
    randomizationFactor: 1,
    timeout: CALL_TIMEOUT_MS,
  });
  const stateCallbacks = new Set();
  const catchUps = new Set();
  const movedCallbacks = new Set();
  let state = "connecting";
  let reason = null;
  let failures = 0;
  let grace = setTimeout(() => become("offline"), FIRST_GRACE_MS);

  function become(next) {
    clearTimeout(grace);
    if (state === next || state === "ended") return;
    state = next;
    for (const callback of stateCallbacks) callback(state, reason);
  }

  function end(why) {
    reason ??= why || "expired";
    become("ended");
    socket.disconnect();
  }

  socket.on("connect", () => {
    failures = 0;
    become("live");
    for (const catchUp of catchUps) run(catchUp);
  });
  socket.on("disconnect", (why) => {
    become("connecting");
    grace = setTimeout(() => become("offline"), navigator.onLine ? GRACE_MS : 0);
    // A server that hangs up politely is not tried again by the library; only an ended login stays away.
    if (why === "io server disconnect" && state !== "ended") setTimeout(() => again(), Math.random() * RETRY_MS * 2);
  });
  socket.on("connect_error", (error) => {
    failures += 1;
    if (error.message === "unauthenticated") return end("expired");
    if (failures > 1 || !navigator.onLine) become("offline");
    // A refusal by the server, unlike a lost network, also stops the library's own attempts.
    if (!socket.active) setTimeout(() => again(), Math.random() * RETRY_MS * 2);
  });
  socket.on("session:ended", ({ reason: why } = {}) => (why === MOVED ? moved() : end(why)));
  addEventListener("online", () => again());
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && again());

  /** What this person may see has changed: a part that knows what it shows looks for itself. */
  function moved() {
    if (!movedCallbacks.size) return unheard();
    for (const callback of movedCallbacks) callback();
  }

  function again() {
    if (state === "ended" || socket.connected) return;
    socket.connect();
  }

  function run(catchUp) {
    // One that fails must not keep the others from catching up; it is asked again at the next connect.
    Promise.resolve()
      .then(catchUp)
      .catch(() => {});
  }

  return {
    get state() {
      return state;
    },
    get reason() {
      return reason;
    },
    /**
     * A connection was tried, failed, and none is open: plain HTTP is worth a try. A network that swallows sockets lets
     * each attempt run into its 10 seconds, so nobody waits for a second one.
     */
    get looksBlocked() {
      return failures > 0 && state !== "live" && state !== "ended";
    },

    /** Sends an event and resolves with its acknowledgement. Never waits in a queue: offline is an answer. */
    async call(event, payload, { timeout = CALL_TIMEOUT_MS } = {}) {
      if (!socket.connected) throw new CallError({ code: state === "ended" ? "unauthenticated" : "offline" });
      const answer = await socket
        .timeout(timeout)
        .emitWithAck(event, payload)
        .catch(() => {
          throw new CallError({ code: socket.connected ? "timeout" : "offline" });
        });
      if (answer?.ok) return answer;
      const error = new CallError(answer?.error ?? { code: "unavailable" });
      if (error.code === "unauthenticated") end("expired");
      throw error;
    },

    /** The same for what a person pressed: a connection that is coming back within seconds is waited for. */
    async press(event, payload) {
      await this.whenLive(PRESS_PATIENCE_MS);
      return this.call(event, payload);
    },

    /** Sends what is worth nothing a second later; dropped when there is no connection. */
    tell(event, payload) {
      if (socket.connected) socket.volatile.emit(event, payload);
    },

    on(event, handler, signal) {
      if (signal?.aborted) return;
      socket.on(event, handler);
      signal?.addEventListener("abort", () => socket.off(event, handler));
    },

    /** Calls back with (state, reason) at every change. */
    onState(callback, signal) {
      stateCallbacks.add(callback);
      signal?.addEventListener("abort", () => stateCallbacks.delete(callback));
    },

    /** The rooms or records that this person may see have changed; the connection is cut and comes back. */
    onMoved(callback, signal) {
      movedCallbacks.add(callback);
      signal?.addEventListener("abort", () => movedCallbacks.delete(callback));
    },

    /** Runs after every connect, and at once when already connected. */
    onLive(catchUp, signal) {
      catchUps.add(catchUp);
      signal?.addEventListener("abort", () => catchUps.delete(catchUp));
      if (socket.connected) run(catchUp);
    },

    /** Resolves true once live, false when it takes longer. */
    whenLive(patience_ms) {
      if (state === "live" || state === "ended" || patience_ms <= 0) return Promise.resolve(state === "live");
      return new Promise((resolve) => {
        const stop = new AbortController();
        const settle = (live) => {
          stop.abort();
          resolve(live);
        };
        this.onState((next) => next !== "connecting" && settle(next === "live"), stop.signal);
        setTimeout(() => settle(state === "live"), patience_ms);
      });
    },

    /** Somebody else learnt that the login is over (an answer over HTTP, another tab). */
    end,

    again,
  };
}
