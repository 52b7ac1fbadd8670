/**
 * The way out for one message: over the socket, and where sockets are blocked over plain HTTP with the same client id,
 * so the server knows it again whichever way it came first.
 */

import { CallError } from "../core/api.js";

const PATIENCE_MS = 5_000;
export const BLOCKED_AFTER = 3;

/** Whether sockets have failed so often that plain HTTP is worth a try. */
export const looksBlocked = (socket) => socket.state !== "live" && socket.state !== "ended" && socket.failures >= BLOCKED_AFTER;

/** deliver(entry) for sender.js: {id, seq, at, duplicate}. */
export function createDelivery({ socket, api }) {
  return async function deliver({ room, client_id, body, reply_to }) {
    const words = { client_id, body, ...(reply_to ? { reply_to } : {}) };
    if (await socket.whenLive(PATIENCE_MS)) return socket.call("message:send", { room, ...words });
    if (socket.state === "ended") throw new CallError({ code: "unauthenticated" });
    if (looksBlocked(socket)) return api.post(`/api/v1/rooms/${room}/messages`, words);
    throw new CallError({ code: "offline" });
  };
}
