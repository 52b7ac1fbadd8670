/** Draws a clinician's day: alerts as cards, patients as rows, in the order the server gives. Draws what it is given. */

import { clone, find, findAll, setText, show } from "../core/dom.js";
import { wordMoments } from "../core/moments.js";

/** root: the page's main. zone: of the viewer. */
export function createDayView(root, { zone }) {
  const place = find(root, "patients");
  const rows = new Map(findAll(place, "patient").map((row) => [row.dataset.id, row]));

  function draw(patients) {
    const focused = document.activeElement;
    for (const patient of patients) {
      if (!rows.has(patient.id)) rows.set(patient.id, clone(root, "patient"));
      fill(rows.get(patient.id), patient);
    }
    const wanted = patients.map((each) => rows.get(each.id));
    for (const [id, row] of rows) if (!wanted.includes(row)) row.remove() ?? rows.delete(id);
    wanted.forEach((row, index) => place.children[index] !== row && place.insertBefore(row, place.children[index] ?? null));
    if (focused?.isConnected && document.activeElement !== focused) focused.focus({ preventScroll: true });
    setText(find(root, "patient-count"), String(patients.length || ""));
    show(find(root, "list"), patients.length > 0);
    show(find(root, "nobody"), patients.length === 0);
    wordMoments(place, zone);
  }

  function fill(row, patient) {
    row.dataset.id = patient.id;
    row.dataset.room = patient.room;
    for (const role of ["name", "open"]) link(find(row, role), patient.room);
    setText(find(row, "name"), patient.name);
    find(row, "consult").href = `/patients/${patient.id}/consult`;
    for (const role of ["open-who", "consult-who"]) setText(find(row, role), ` ${patient.name}`);
    setText(find(row, "facts"), patient.facts);
    fillRisk(find(row, "risk-place"), patient.risk);
    show(find(row, "overdue"), Boolean(patient.overdue_words));
    setText(find(row, "overdue-words"), patient.overdue_words);
    find(row, "overdue-words").href = `/patients/${patient.id}/eligibility`;
    show(find(row, "unread"), patient.unread > 0);
    setText(find(row, "unread-words"), String(patient.unread || ""));
    setText(find(row, "line"), patient.line_words);
    show(find(row, "waiting"), Boolean(patient.waiting_since));
    if (patient.waiting_since) find(find(row, "waiting"), "time").dateTime = patient.waiting_since;
    setText(find(row, "score"), patient.score_words);
    setText(find(row, "score-sub"), patient.score_sub);
    setText(find(row, "checkins"), patient.checkin_words);
  }

  function link(element, room) {
    if (room) element.href = `/rooms/${room}`;
    else element.removeAttribute("href");
  }

  function fillRisk(place_, level) {
    if (find(place_, "risk")?.dataset.level !== level) place_.replaceChildren(clone(root, `risk-${level}`));
  }

  /** The cards are few: they are drawn anew, unless somebody stands on one of them and nothing has changed. */
  function drawAlerts(alerts) {
    const cards = find(root, "alerts");
    const key = JSON.stringify(alerts);
    if (cards.dataset.key === key) return;
    cards.dataset.key = key;
    cards.replaceChildren(...alerts.map(alertCard));
    show(cards, alerts.length > 0);
    wordMoments(cards, zone);
  }

  function alertCard({ id, state, what, since, steps }) {
    const card = clone(root, `alert-${state}`);
    card.dataset.id = id;
    setText(find(card, "alert-what"), what);
    find(find(card, "alert-clock"), "time").dateTime = since;
    const ladder = find(card, "ladder");
    ladder.replaceChildren(...steps.map((step) => stepPoint(find(ladder, "step").cloneNode(true), step)));
    find(card, "alert-open").href = `/alerts/${id}`;
    return card;
  }

  function stepPoint(point, { who, verb, at, state }) {
    point.className = state ? `is-${state}` : "";
    setText(find(point, "step-who"), who);
    const time = find(point, "time");
    if (at) time.dateTime = at;
    find(point, "step-when").replaceChildren(...(at ? [`${verb} `, time] : [verb]));
    return point;
  }

  /** Records that others opened in an emergency: as few, and drawn as the alerts are. */
  function drawOpenings(openings) {
    const place_ = find(root, "openings");
    const key = JSON.stringify(openings);
    if (place_.dataset.key === key) return;
    place_.dataset.key = key;
    find(place_, "opening-rows").replaceChildren(...openings.map(openingRow));
    show(place_, openings.length > 0);
    wordMoments(place_, zone);
  }

  function openingRow({ id, what, why, at }) {
    const row = clone(root, "opening");
    row.dataset.id = id;
    setText(find(row, "opening-what"), what);
    setText(find(row, "opening-why"), why);
    find(find(row, "opening-when"), "time").dateTime = at;
    return row;
  }

  return { draw, drawAlerts, drawOpenings };
}
