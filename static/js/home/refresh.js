/**
 * Keeps a page's list true: asks the server for it again after news, after a gap and from time to time, never twice at
 * once, and says how fresh it is. What the list means belongs to whoever draws it.
 */

import { CallError } from "../core/api.js";

const SOON_MS = 250; // several news of one act are answered once
const EVERY_MS = 60_000; // waits and clocks change without any news
const AGAIN_MS = 5_000;

/**
 * load(): resolves with the list. draw(list): puts it into the page. standing({isLive, failed, at}): how it stands.
 * events: names after which the list is asked for again.
 */
export function keepFresh({ socket, events, load, draw, standing = () => {}, signal }) {
  let timer = null;
  let asking = false;
  let asksAgain = false;
  let at = null;

  function soon(after = SOON_MS) {
    clearTimeout(timer);
    timer = setTimeout(ask, after);
  }

  async function ask() {
    if (asking) {
      asksAgain = true;
      return;
    }
    asking = true;
    try {
      const list = await load();
      at = list.at ?? null;
      tell(false);
      draw(list);
      soon(EVERY_MS);
    } catch (error) {
      const isOver = error instanceof CallError && error.code === "unauthenticated";
      if (!isOver) {
        tell(true);
        soon(AGAIN_MS);
      }
    }
    asking = false;
    if (asksAgain) {
      asksAgain = false;
      soon();
    }
  }

  function tell(failed) {
    standing({ isLive: socket.state === "live" && !failed, failed, at });
  }

  for (const event of events) socket.on(event, () => soon(), signal);
  socket.onLive(() => soon(0), signal);
  socket.onState(() => tell(false), signal);
  signal?.addEventListener("abort", () => clearTimeout(timer));
  return { now: () => soon(0) };
}
