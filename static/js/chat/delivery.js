/**
 * The way out for one message: over the socket, and where sockets are blocked over plain HTTP with the same client id,
 * so the server knows it again whichever way it came first.
 */

import { CallError } from "../core/api.js";

const PATIENCE_MS = 5_000;

/** deliver(entry) for sender.js: {id, seq, at, duplicate}. */
export function createDelivery({ socket, api }) {
  return async function deliver({ room, client_id, body, reply_to }) {
    const words = { client_id, body, ...(reply_to ? { reply_to } : {}) };
    if (await socket.whenLive(PATIENCE_MS)) return socket.call("message:send", { room, ...words });
    if (socket.state === "ended") throw new CallError({ code: "unauthenticated" });
    if (socket.looksBlocked) return api.post(`/api/v1/rooms/${room}/messages`, words);
    throw new CallError({ code: "offline" });
  };
}
