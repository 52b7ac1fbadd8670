/**
 * A check-in in three steps, kept as it is filled in. Without this the same page is one long form.
 * An answer that needs a person is told at once: the line under the help says only what the server has confirmed.
 */

import * as api from "../core/api.js";
import { find, need } from "../core/dom.js";
import { onLoginEnd, pageData } from "../core/page.js";
import { createKeeping } from "./keeping.js";
import { createSteps } from "./steps.js";
import { watchHelp } from "./help.js";

const path = `/api/v1/check-ins/${pageData().checkin}`;
const form = find(document, "checkin");
const help = watchHelp({ root: document, ask: () => api.get(`${path}/help`) });

if (form) fillIn();
else if (find(document, "risk-help")) help.start();

function fillIn() {
  const parts = new AbortController();
  const saved = find(document, "header-sub");
  const keeping = createKeeping({
    read: () => answersIn(form),
    send: (answers) => api.put(`${path}/progress`, answers),
    onState: (state, kept) => {
      if (saved) saved.textContent = SAVED_WORDS[state];
      if (kept?.alarmed) help.say(kept.help);
      if (state === "kept" && kept?.alarmed) help.start();
      if (state === "failed" && isAlarming(form)) help.sayNotTold();
    },
  });
  createSteps({ form, progress: need(document, "progress"), nav: need(form, "nav"), onTurn: help.follow, signal: parts.signal });
  for (const tick of form.querySelectorAll('[name="effect"]')) askStrength(tick);
  form.addEventListener("input", (event) => changed(event, keeping), { signal: parts.signal });
  form.addEventListener("submit", () => keeping.stop(), { signal: parts.signal });
  onLoginEnd(() => parts.abort());
  if (isAlarming(form)) help.show();
}

const SAVED_WORDS = { waiting: "Saved as you go", keeping: "Saving", kept: "Saved as you go", failed: "Not saved yet. We try again." };

function changed(event, keeping) {
  if (event.target.name === "effect") askStrength(event.target);
  if (event.target.matches("[data-alarming]:checked")) {
    help.sayNotTold();
    help.show(event.target);
    keeping.now();
  } else keeping.soon();
}

/** Whoever ticks an effect is asked how strong it was before they go on. */
function askStrength(tick) {
  for (const grade of form.querySelectorAll(`[name="grade-${tick.value}"]`)) grade.required = tick.checked;
}

function isAlarming(root) {
  return Boolean(root.querySelector("[data-alarming]:checked"));
}

/** What the form says now, in the names of the call. */
function answersIn(root) {
  const fields = new FormData(root);
  const safe = { yes: true, no: false }[fields.get("safe")] ?? null;
  const effects = Object.fromEntries(fields.getAll("effect").map((id) => [id, number(fields.get(`grade-${id}`)) ?? 0]));
  return {
    mood: number(fields.get("mood")),
    anxiety: number(fields.get("anxiety")),
    safe,
    effects,
    signs: fields.getAll("sign"),
    text: fields.get("text") ?? "",
    shared: fields.get("share") === "team",
  };
}

function number(text) {
  return text === null || text === "" ? null : Number(text);
}
