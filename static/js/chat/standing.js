/**
 * Says how the connection stands, in the page's one bar for it: nothing while it is live, "You are offline" with what
 * happens to the words, "Not live since" for staff, and that news come slowly where live connections are blocked.
 */

import { find, setText, show } from "../core/dom.js";
import { clockTime, serverNow } from "../core/time.js";
import { offlineWords } from "./words.js";

export function createStanding({ socket, isStaff, zone, signal }) {
  const bar = find(document, "offline");
  const place = bar?.querySelector("p");
  let liveAt = null;
  let isPolling = false;

  function draw() {
    if (!bar) return;
    if (socket.state === "live") liveAt = null;
    else liveAt ??= serverNow().toISOString();
    const isShown = socket.state === "offline";
    if (isShown) setText(place, words());
    show(bar, isShown);
  }

  function words() {
    if (isPolling) return "Live updates are blocked where you are. Messages still go out, and new ones show within 10 seconds.";
    return offlineWords({ hasNetwork: navigator.onLine, isStaff, since: clockTime(liveAt, zone) });
  }

  socket.onState(draw, signal);
  for (const event of ["online", "offline"]) addEventListener(event, draw, { signal });
  draw();
  return {
    polling(on) {
      isPolling = on;
      draw();
    },
  };
}
