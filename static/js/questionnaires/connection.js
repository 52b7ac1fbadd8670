/** What every form in a page shares: the connection, and one queue of answers for all forms of this person. */

import { connection, onLoginEnd } from "../core/page.js";
import { memoryVault, onWiped, openVault } from "../core/vault.js";
import { createAnswerQueue } from "./answer_queue.js";

const listeners = new Set();
let made = null;

/** data: {viewer, outbox_key}. Resolves with {socket, queue, listen({accepted, refused, changed}, signal)}. */
export function answering(data) {
  made ??= make(data);
  return made;
}

async function make({ viewer, outbox_key: key }) {
  const socket = connection();
  const vault = key ? await openVault({ owner: viewer.id, key }) : memoryVault();
  const each = (name) => (...facts) => listeners.forEach((listener) => listener[name]?.(...facts));
  const queue = createAnswerQueue({
    vault,
    accepted: each("accepted"),
    refused: each("refused"),
    changed: each("changed"),
    send: ({ form, item, value, base_rev }) => socket.press("questionnaire:answer", { questionnaire: form, item, value, base_rev }),
  });
  await queue.load();
  socket.onLive(() => queue.flush());
  onLoginEnd(() => queue.stop());
  onWiped(() => queue.stop());
  return {
    socket,
    queue,
    listen(listener, signal) {
      listeners.add(listener);
      signal?.addEventListener("abort", () => listeners.delete(listener));
    },
  };
}
