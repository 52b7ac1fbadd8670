/**
 * What all rooms in a page share: the connection, the vault, the outbox and its sender. Made once; a page with two
 * rooms sends from one outbox. Loaded alone (import "chat/services.js" and call it) it sends what an earlier page left.
 */

import * as api from "../core/api.js";
import { connection, onLoginEnd, pageData } from "../core/page.js";
import { memoryVault, onWiped, openVault } from "../core/vault.js";
import { createDelivery } from "./delivery.js";
import { createOutbox, locksOfThisTab } from "./outbox.js";
import { createSender } from "./sender.js";

let made = null;

/** Resolves with {api, socket, vault, outbox, sender}. */
export function services() {
  made ??= make();
  return made;
}

async function make() {
  const { viewer, outbox_key: key } = pageData();
  const socket = connection();
  const vault = key ? await openVault({ owner: viewer.id, key }) : memoryVault();
  const channel = "BroadcastChannel" in globalThis ? new BroadcastChannel("telekat-outbox") : null;
  const outbox = createOutbox({ vault, locks: navigator.locks ?? locksOfThisTab(), channel });
  const sender = createSender({ outbox, deliver: createDelivery({ socket, api }) });
  await outbox.load();
  socket.onLive(() => sender.sendAllRooms());
  onLoginEnd(() => sender.stop());
  onWiped(() => sender.stop());
  sender.sendAllRooms();
  return { api, socket, vault, outbox, sender };
}
