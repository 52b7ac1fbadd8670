/**
 * News for the record beside a room. What another part shows live is left to that part; a new form, session or check-in
 * is fetched with the page, when its tab is next looked at. What is being written in the room is kept as a draft.
 */

import { clone, find } from "../core/dom.js";
import { connection, pageData } from "../core/page.js";
import { offer, showAnew } from "./record_tabs.js";

const TAB_BY_EVENT = {
  "questionnaire:assigned": "form",
  "dosing:recorded": "sessions",
  "checkin:answered": "check-ins",
  "checkin:changed": "check-ins",
  "note:signed": "note",
  "note:added": "note",
};
const RISKS = ["none", "low", "unverified", "moderate", "high"];
const { room_id: room, patient_id: patient, viewer } = pageData();

function concernsThisPage(news) {
  return news.room ? news.room === room : news.patient === patient;
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
