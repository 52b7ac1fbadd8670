/** On the page that stands in for one that could not be fetched: brings that one back as soon as the server answers. */

import { get } from "../core/api.js";
import { find, setText, show } from "../core/dom.js";
import { reloadByItself } from "../core/reload.js";
import { countKept } from "../core/vault.js";

const EVERY_MS = 10_000;

async function tryAgain() {
  try {
    await get("/healthz");
    if (location.pathname !== "/offline") reloadByItself();
  } catch {
    // Still offline: asked again in a while.
  }
}

/** Without a key: how many, not what. */
async function tellWaiting() {
  const count = await countKept("outbox");
  setText(find(document, "waiting"), count === 1 ? "1 message waits on this device." : `${count} messages wait on this device.`);
  show(find(document, "waiting"), count > 0);
}

tellWaiting();
addEventListener("online", tryAgain);
setInterval(tryAgain, EVERY_MS);
