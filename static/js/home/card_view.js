/** Draws one patient's card and one clinician's row. Draws what it is given and knows nothing else. */

import { clone, find, make, setText, show } from "../core/dom.js";
import { formWords, patientWords } from "./board_state.js";

/** Fills a card, new or old, with what holds now. */
export function fillCard(card, patient) {
  card.dataset.id = patient.id;
  card.classList.toggle("tk-stage-card--danger", Boolean(patient.alert));
  const name = find(card, "card-name");
  name.href = `/patients/${patient.id}`;
  setText(name, patient.name);
  fillNumber(card, patient.unread);
  setText(find(card, "facts"), patient.facts);
  fillAlert(card, patient.alert);
  fillWaiting(card, patient);
  setText(find(card, "next"), patient.next);
  fillOwners(find(card, "owners"), patient.team);
  setText(find(card, "missing"), formWords(patient));
  fillActions(card, patient);
}

function fillNumber(card, unread) {
  show(find(card, "unread"), unread > 0);
  setText(find(card, "unread-words"), String(unread || ""));
}

function fillAlert(card, alert) {
  show(find(card, "alert"), Boolean(alert));
  if (!alert) return;
  setText(find(card, "alert-words"), alert.taken ? "Alert taken" : "Alert open");
  card.querySelector('[data-part="alert-since"]').dateTime = alert.since;
}

function fillWaiting(card, { waiting_since: since, waiting_count: count }) {
  show(find(card, "waiting"), Boolean(since));
  if (!since) return;
  card.querySelector('[data-part="waiting-since"]').dateTime = since;
  setText(find(card, "waiting-words"), count > 1 ? `, ${count} messages` : "");
}

function fillOwners(place, team) {
  const names = team.map((each) => each.name).join(", ");
  if (place.dataset.names === names && place.childElementCount) return;
  place.dataset.names = names;
  if (!team.length) {
    place.replaceChildren(make("span", { class: "tk-avatar tk-avatar--none tk-avatar--small", "aria-hidden": "true" }, "?"), make("strong", {}, "Unassigned"));
    return;
  }
  const faces = team.map((each) => face(each, "tk-avatar--small"));
  place.replaceChildren(make("span", { class: "tk-avatars" }, ...faces), make("span", { class: "tk-clip" }, names));
}

function face({ initials, tint, online }, size = "") {
  return make("span", { class: `tk-avatar tk-avatar--${tint} ${size}${online ? " is-here" : ""}`.trim(), "aria-hidden": "true" }, initials);
}

function fillActions(card, patient) {
  find(card, "assign").href = `/patients/${patient.id}#team`;
  find(card, "move").href = `/patients/${patient.id}#stage`;
  const desk = find(card, "desk");
  desk.href = `/rooms/${patient.front_desk_room}`;
  show(desk, Boolean(patient.front_desk_room));
  setText(find(card, "assign-who"), ` ${patient.name}`);
  setText(find(card, "move-who"), ` ${patient.name}`);
  setText(find(card, "desk-who"), ` to ${patient.name}`);
}

/** A row to choose a clinician from. */
export function optionRow(root, clinician) {
  const row = clone(root, "option");
  find(row, "option-value").value = clinician.id;
  find(row, "option-face").replaceChildren(face(clinician));
  setText(find(row, "option-name"), clinician.name);
  const role = clinician.role[0].toUpperCase() + clinician.role.slice(1);
  setText(find(row, "option-sub"), clinician.online ? `${role}, here now` : role);
  setText(find(row, "option-count"), patientWords(clinician.patient_count));
  return row;
}
