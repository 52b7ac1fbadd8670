/** Brings a clinician's view of a shared form alive: answers of both sides, who is where, and two hands on one item. */

import { announce, find, findAll, need, setText, show } from "../core/dom.js";
import { onLoginEnd } from "../core/page.js";
import { clockTime } from "../core/time.js";
import { shortName } from "../chat/words.js";
import { createAnswers } from "./answers.js";
import { createCompanions } from "./companions.js";
import { answering } from "./connection.js";
import { askedItems, firstOpen } from "./definition.js";
import { createModeChoice } from "./mode_choice.js";
import { createPanelRows } from "./panel_rows.js";
import { mountCorrection } from "./correction.js";

/** root: [data-role=form-panel], with its own data beside it. Resolves with {stop}. */
export async function mount(root) {
  const data = JSON.parse(need(root, "form-data").textContent);
  const stop = new AbortController();
  const { signal } = stop;
  const { instrument, viewer, patient, time_zone: zone } = data;
  const conflicts = new Map(); // item -> {mine, theirs, by}
  const { socket, queue, listen } = await answering(data);
  const answers = createAnswers({ response: data.questionnaire, kept: queue.kept });
  const rows = createPanelRows(root, { instrument, crisis: data.crisis, lastTime: data.last_time, chosen, looked, settled, signal });
  const companions = createCompanions({ socket, form: answers.id, viewer: viewer.id, members: data.members, changed: drawCompanions, tell, signal });

  const called = (user) => (user === patient.id ? patient.name.split(" ")[0] : shortName(data.members.find(({ id }) => id === user)?.name) || "Somebody");

  function tell(item) {
    socket.tell("questionnaire:focus", { questionnaire: answers.id, item });
  }

  function looked(item) {
    if (item) companions.at(item);
  }

  function chosen(item, value) {
    conflicts.delete(item);
    queue.add({ form: answers.id, item, value, base_rev: answers.revOf(item) });
  }

  function settled(item, isMine) {
    const { mine } = conflicts.get(item);
    conflicts.delete(item);
    if (isMine) chosen(item, mine);
    draw();
  }

  function draw() {
    const values = answers.values();
    const asked = askedItems(instrument, values);
    rows.draw(asked.map(({ id }) => id), values, answers.isSubmitted);
    for (const { id } of instrument.items) rows.enteredBy(id, id in values && answers.byOf(id) !== patient.id ? called(answers.byOf(id)) : "");
    const answered = asked.filter(({ id }) => id in values).length;
    setText(need(root, "panel-progress"), `${answered} of ${asked.length} answered`);
    show(need(root, "panel-submit"), !answers.isSubmitted);
    for (const item of instrument.items) rows.conflict(item.id, worded(conflicts.get(item.id)));
    drawSaved();
    drawCompanions();
  }

  const worded = (conflict) => conflict && { ...conflict, name: called(conflict.by) };

  function drawSaved() {
    if (answers.isSubmitted) return;
    const stuck = queue.isFailing && queue.kept().some(({ form }) => form === answers.id);
    setText(need(root, "panel-words"), stuck ? "Not sent yet. Kept here and sent when you are back." : `Saved as you go. ${called(patient.id)} sees every answer at once.`);
  }

  function drawCompanions() {
    const others = companions.all();
    const words = others.map(({ id, item }) => `${called(id)} is on question ${rows.numberOf(item)}`).join(", ");
    show(need(root, "panel-here"), others.length > 0);
    setText(need(root, "panel-here-words"), words);
    rows.here(new Map(others.map(({ id, item }) => [item, `${called(id)} is choosing …`])));
    if (words) announce(words);
  }

  function accepted(entry, { rev }) {
    if (entry.form === answers.id) answers.changed({ item: entry.item, value: entry.value, rev, by: viewer.id });
    draw();
  }

  async function refused(entry, error) {
    if (entry.form !== answers.id) return;
    await refresh().catch(() => {});
    const theirs = answers.heldValue(entry.item);
    if (error.code === "conflict" && !answers.isSubmitted && theirs !== entry.value) {
      conflicts.set(entry.item, { mine: entry.value, theirs, by: answers.byOf(entry.item) });
    }
    draw();
  }

  async function refresh() {
    const { questionnaire } = await socket.call("questionnaire:open", { questionnaire: answers.id });
    const wasOpen = !answers.isSubmitted;
    answers.replace(questionnaire);
    if (wasOpen && answers.isSubmitted) done(questionnaire.completed_at);
    draw();
  }

  async function submit() {
    const button = need(root, "panel-submit");
    if (queue.kept().some(({ form }) => form === answers.id)) return drawSaved();
    button.setAttribute("aria-busy", "true");
    try {
      done((await socket.press("questionnaire:submit", { questionnaire: answers.id })).at);
    } catch {
      setText(need(root, "panel-words"), "Not handed in. The answers are kept; press again when you are back.");
    } finally {
      button.removeAttribute("aria-busy");
    }
  }

  function done(at) {
    answers.submitted(at);
    setText(need(root, "panel-state"), ", handed in");
    setText(need(root, "panel-words"), `Handed in at ${clockTime(at, zone)}. It can’t be changed any more.`);
    draw();
    root.dispatchEvent(new CustomEvent("tk:scored", { bubbles: true, detail: { form: answers.id } }));
  }

  /** To where the form was left: the first question that is asked and open. */
  function resume() {
    const open = firstOpen(instrument, answers.values());
    if (open) rows.goTo(open.id);
  }

  const mine = (handler) => (event) => event.questionnaire === answers.id && handler(event);
  socket.on("questionnaire:changed", mine((event) => answers.changed(event) && draw()), signal);
  socket.on("questionnaire:submitted", mine(({ at }) => !answers.isSubmitted && done(at)), signal);
  socket.onLive(refresh, signal);
  listen({ accepted, refused, changed: draw }, signal);
  need(root, "panel-submit").addEventListener("click", submit, { signal });
  find(root, "panel-resume")?.addEventListener("click", resume, { signal });
  createModeChoice(root, { socket, form: answers.id, signal });
  mountCorrection(root, { form: answers.id, signal });
  onLoginEnd(() => rows.rest());
  draw();
  if (root.closest("[data-role=alone]") && !answers.isSubmitted && Object.keys(answers.values()).length) resume();
  queue.flush();
  return { stop: () => stop.abort() };
}

for (const root of findAll(document, "form-panel")) mount(root);
