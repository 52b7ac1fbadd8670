/** The rail beside a consult: who waits and since when, asked for again after every piece of news that may change it. */

import * as api from "../core/api.js";
import { clone, find, need, setText, show } from "../core/dom.js";
import { wordMoments } from "../core/moments.js";
import { connection, onLoginEnd, pageData } from "../core/page.js";
import { learnServerTime } from "../core/time.js";
import { keepFresh } from "./refresh.js";

const EVENTS = ["message:new", "message:read", "alert:raised", "alert:updated", "presence"];
const rail = need(document, "rail");
const { patient_id: current, time_zone: zone } = pageData();
const stop = new AbortController();

function draw({ at, patients }) {
  learnServerTime(at);
  const waiting = patients.filter(({ id, queued }) => queued && id !== current);
  const list = need(rail, "queue");
  const focused = document.activeElement?.closest?.('[data-role="queue-person"]')?.dataset.id;
  list.replaceChildren(...waiting.map(person));
  show(need(rail, "queue-nobody"), !waiting.length);
  wordMoments(list, zone);
  if (focused) find(list.querySelector(`[data-id="${CSS.escape(focused)}"]`) ?? list, "queue-link")?.focus({ preventScroll: true });
}

function person({ id, name, initials, tint, online, alerts, waiting_since: since }) {
  const row = clone(rail, "queue-person");
  row.dataset.id = id;
  const link = find(row, "queue-link");
  link.href = `/patients/${id}/consult`;
  link.title = name;
  const mark = find(row, "queue-initials");
  mark.className = `tk-avatar tk-avatar--${tint}${online ? " is-here" : ""}`;
  setText(mark, initials);
  setText(find(row, "queue-name"), name);
  show(find(row, "queue-alert"), alerts > 0);
  show(find(row, "queue-since"), Boolean(since));
  if (since) find(row, "time").dateTime = since;
  return row;
}

keepFresh({ socket: connection(), events: EVENTS, load: () => api.get("/api/v1/day"), draw, signal: stop.signal });
onLoginEnd(() => stop.abort());
