/** On the page that stands in for one that could not be fetched: brings that one back as soon as the server answers. */

const EVERY_MS = 10_000;

async function tryAgain() {
  try {
    const answer = await fetch("/healthz", { cache: "no-store", credentials: "omit" });
    if (answer.ok && location.pathname !== "/offline") location.reload();
  } catch {
    // Still offline: asked again in a while.
  }
}

addEventListener("online", tryAgain);
setInterval(tryAgain, EVERY_MS);
