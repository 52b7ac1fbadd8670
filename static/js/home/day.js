/** A clinician's day, alive: the list is asked for again after every piece of news that may change it. */

import * as api from "../core/api.js";
import { announce, find, need, setText, show } from "../core/dom.js";
import { connection, onLoginEnd, pageData } from "../core/page.js";
import { clockTime, learnServerTime, serverNow } from "../core/time.js";
import { createDayView } from "./day_view.js";
import { keepFresh } from "./refresh.js";

const EVENTS = [
  "message:new",
  "message:read",
  "alert:raised",
  "risk:updated",
  "eligibility:changed",
  "alert:updated",
  "questionnaire:assigned",
  "questionnaire:submitted",
  "checkin:answered",
  "checkin:changed",
  "room:updated",
  "presence",
  "break_glass:opened",
  "break_glass:reviewed",
];
const main = need(document, "patients").closest("main");
const zone = pageData().time_zone;
const view = createDayView(main, { zone });
const stop = new AbortController();

function draw({ at, summary, alerts, openings, patients }) {
  learnServerTime(at);
  view.drawAlerts(alerts);
  view.drawOpenings(openings);
  view.draw(patients);
  const place = need(main, "summary");
  if (place.textContent !== summary) announce(summary);
  setText(place, summary);
}

function standing({ isLive, failed, at }) {
  const place = need(main, "live");
  const asOf = clockTime(at ?? serverNow().toISOString(), zone);
  place.classList.toggle("tk-live--stale", !isLive);
  setText(find(place, "live-words"), isLive ? `Live, ${asOf}` : `Not live since ${asOf}`);
  show(need(main, "failed"), failed);
}

const fresh = keepFresh({ socket: connection(), events: EVENTS, load: () => api.get("/api/v1/day"), draw, standing, signal: stop.signal });
need(main, "try-now").addEventListener("click", fresh.now);
onLoginEnd(() => stop.abort());
