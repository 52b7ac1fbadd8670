/** On the page that stands in for one that could not be fetched: brings that one back as soon as the server answers. */

import { get } from "../core/api.js";

const EVERY_MS = 10_000;

async function tryAgain() {
  try {
    await get("/healthz");
    if (location.pathname !== "/offline") location.reload();
  } catch {
    // Still offline: asked again in a while.
  }
}

addEventListener("online", tryAgain);
setInterval(tryAgain, EVERY_MS);
