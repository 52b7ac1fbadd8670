/**
 * News for the record beside a room. What another part shows live is left to that part; a new form, session or check-in
 * is fetched with the page, when its tab is next looked at. What is being written in the room is kept as a draft.
 */

import { clone, find, make } from "../core/dom.js";
import { connection, pageData } from "../core/page.js";

const TAB_BY_EVENT = {
  "questionnaire:assigned": "form",
  "dosing:recorded": "sessions",
  "checkin:answered": "check-ins",
  "checkin:changed": "check-ins",
  "note:signed": "note",
  "note:added": "note",
};
const RISKS = ["none", "low", "unverified", "moderate", "high"];
const record = find(document, "record");
const { room_id: room, patient_id: patient, viewer } = pageData();

function concernsThisPage(news) {
  return news.room ? news.room === room : news.patient === patient;
}

function showAnew(name) {
  history.replaceState(null, "", `#${name}`);
  location.reload();
}

/** A panel that always stands open has no tab: a line in it offers what is new. */
function offerInPlace(name) {
  const place = record.querySelector(`[data-news="${name}"]`);
  if (!place?.hidden) return;
  const link = make("button", { class: "tk-button", type: "button" }, "Show the new form");
  link.addEventListener("click", () => showAnew(name));
  place.replaceChildren(link);
  place.hidden = false;
}

function offer(name) {
  const tab = record.querySelector(`[role="tab"][data-name="${name}"]`);
  if (!tab) return offerInPlace(name);
  if (tab.dataset.isStale) return;
  tab.dataset.isStale = "yes";
  tab.append(make("span", { class: "tk-tag tk-tag--here" }, "New"));
  tab.addEventListener("click", () => showAnew(name));
}

for (const [event, name] of Object.entries(TAB_BY_EVENT)) {
  connection().on(event, (news) => {
    if (!concernsThisPage(news)) return;
    if (news.by === viewer.id && event.startsWith("note:")) return;
    if (news.by === viewer.id && event === "questionnaire:assigned") showAnew(name);
    else offer(name);
  });
}

connection().on("alert:raised", (alert) => {
  if (alert.patient.id === patient && alert.level === "high") {
    find(document, "band-risk").replaceChildren(clone(document, "high-risk"));
  }
});

// Only upwards: whether an open alert still holds it up, the next page knows.
connection().on("risk:updated", ({ patient: whose, level }) => {
  if (whose !== patient) return;
  const band = find(document, "band-risk");
  if (RISKS.indexOf(level) > RISKS.indexOf(find(band, "risk").dataset.level)) band.replaceChildren(clone(document, `${level}-risk`));
});
