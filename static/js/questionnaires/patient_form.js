/** Brings the patient's form alive: one question a screen, saved as it is filled in, help at once where it is needed. */

import { announce, findAll, need, show } from "../core/dom.js";
import { onLoginEnd, pageData } from "../core/page.js";
import { clockTime } from "../core/time.js";
import { shortName } from "../chat/words.js";
import { createAnswers } from "./answers.js";
import { createCompanions } from "./companions.js";
import { answering } from "./connection.js";
import { createCrisis } from "./crisis.js";
import { answerWords, askedItems, firstOpen, openItems } from "./definition.js";
import { createFormFrame } from "./form_frame.js";
import { createQuestionView } from "./question_view.js";

const UNSENT = "Not sent yet. We could not reach your practice. Your answers are kept; press again when you are back.";
const FAILED = "That did not work. Your answers are kept. Please press again.";

/** root: [data-role=form]. data: FormPanel.as_json of the server. */
export async function mount(root, data) {
  const stop = new AbortController();
  const { signal } = stop;
  const { instrument, questionnaire: response, viewer, time_zone: zone } = data;
  let queue = null;
  let here = null; // id of the item on the screen; null: the last page, where it is handed in
  let disagreement = null; // {item, mine, theirs, by}

  const answers = createAnswers({ response, kept: () => queue?.kept() ?? [] });
  const crisis = createCrisis(root, { crisis: data.crisis, zone, nameOf: shortName });
  const frame = createFormFrame(root);
  const view = createQuestionView(root, { instrument, chosen, signal });
  const { socket, queue: shared, listen } = await answering(data);
  queue = shared;
  const early = view.early(); // what was chosen until now: from here to the first drawing nothing waits
  const companions = createCompanions({ socket, form: answers.id, viewer: viewer.id, members: data.members, changed: drawCompanions, tell, signal });

  const asked = () => askedItems(instrument, answers.values());
  const own = (entry) => entry.form === answers.id;
  const anyDanger = () => Object.entries(answers.values()).some(([item, value]) => crisis.isDanger(item, value));

  function tell(item) {
    socket.tell("questionnaire:focus", { questionnaire: answers.id, item });
  }

  function chosen(item, value) {
    disagreement = null;
    if (crisis.isDanger(item.id, value)) {
      crisis.learn({ told: false, seen: null });
      crisis.open();
    }
    queue.add({ form: answers.id, item: item.id, value, base_rev: answers.revOf(item.id) });
  }

  function go(id) {
    here = id;
    draw();
    companions.at(id);
    frame.focus(id === null ? "end" : "question");
    scrollTo({ top: 0 });
  }

  /** by: 1 onward, -1 back. */
  function turn(by) {
    const items = asked();
    const at = here === null ? items.length : items.findIndex((item) => item.id === here);
    go(items[Math.max(0, at + by)]?.id ?? null);
  }

  function draw() {
    const items = asked();
    if (here !== null && !items.some((item) => item.id === here)) here = items[0].id;
    const at = items.findIndex((item) => item.id === here);
    if (at < 0 || answers.isSubmitted) view.clear();
    else view.draw(items[at], { number: at + 1, of: items.length, value: answers.valueOf(here) });
    frame.nav({ at, of: items.length, calm: !crisis.isShown, isSubmitted: answers.isSubmitted });
    frame.end(openItems(instrument, answers.values()).length);
    drawSaved();
    frame.disagreement(disagreement?.item === here ? worded(disagreement) : null);
    drawCompanions();
  }

  function drawSaved() {
    frame.saved(queue.isFailing && queue.kept().some(own), queue.lasting);
  }

  function worded({ item: id, mine, theirs, by }) {
    const item = instrument.items.find((each) => each.id === id);
    const name = shortName(data.members.find((member) => member.id === by)?.name) || "Somebody";
    return { name, theirs: answerWords(item, theirs), mine: answerWords(item, mine) };
  }

  function drawCompanions() {
    const others = companions.all();
    const other = others.find(({ item }) => item === here) ?? others[0];
    const number = other && asked().findIndex(({ id }) => id === other.item) + 1;
    const words = frame.companion(other ? { name: other.name, number, isHere: other.item === here } : null);
    if (words) announce(words);
  }

  function accepted(entry, ack) {
    if (!own(entry)) return;
    answers.changed({ item: entry.item, value: entry.value, rev: ack.rev, by: viewer.id });
    if (crisis.isDanger(entry.item, entry.value) && ack.told) crisis.learn({ told: true });
    draw();
  }

  async function refused(entry, error) {
    if (!own(entry)) return;
    await refresh().catch(() => {});
    const theirs = answers.heldValue(entry.item);
    if (error.code === "conflict" && !answers.isSubmitted && theirs !== entry.value) {
      disagreement = { item: entry.item, mine: entry.value, theirs, by: answers.byOf(entry.item) };
    }
    draw();
  }

  function settle(isMine) {
    const { item, mine } = disagreement;
    disagreement = null;
    if (isMine) queue.add({ form: answers.id, item, value: mine, base_rev: answers.revOf(item) });
    draw();
    view.focus();
  }

  async function refresh() {
    const { questionnaire, help } = await socket.call("questionnaire:open", { questionnaire: answers.id });
    answers.replace(questionnaire);
    if (anyDanger()) crisis.open();
    if (!queue.kept().some((entry) => crisis.isDanger(entry.item, entry.value))) crisis.learn(help);
    draw();
  }

  async function submit() {
    frame.busy(true);
    frame.problem("");
    try {
      if (queue.kept().some(own)) throw new Error("not all answers have left");
      done((await socket.press("questionnaire:submit", { questionnaire: answers.id })).at);
    } catch {
      frame.problem(queue.kept().some(own) || socket.state !== "live" ? UNSENT : FAILED);
      queue.flush();
    } finally {
      frame.busy(false);
    }
  }

  function done(at) {
    answers.submitted(at);
    frame.received(clockTime(at, zone));
    draw();
    frame.focus("received");
  }

  const mine = (handler) => (event) => event.questionnaire === answers.id && handler(event);
  function changed(event) {
    if (answers.changed(event) && crisis.isDanger(event.item, event.value)) crisis.open();
    draw();
  }
  socket.on("questionnaire:changed", mine(changed), signal);
  socket.on("questionnaire:submitted", mine(({ at }) => !answers.isSubmitted && done(at)), signal);
  socket.on("help:seen", mine(({ name, at }) => crisis.learn({ told: true, seen: { name, at } })), signal);
  socket.on("questionnaire:mode", mine(({ mode }) => show(need(root, "read-aloud"), mode === "read_aloud" && !answers.isSubmitted)), signal);
  socket.onState(drawSaved, signal);
  socket.onLive(refresh, signal);
  listen({ accepted, refused, changed: draw }, signal);
  const press = (role, act) => need(root, role).addEventListener("click", act, { signal });
  press("next", () => turn(1));
  press("back", () => turn(-1));
  press("submit", submit);
  press("to-open", () => go(firstOpen(instrument, answers.values())?.id ?? null));
  press("keep-mine", () => settle(true));
  press("keep-theirs", () => settle(false));
  onLoginEnd(() => view.rest());

  here = firstOpen(instrument, answers.values())?.id ?? null;
  if (anyDanger()) {
    crisis.learn(data.help);
    crisis.open();
  }
  draw();
  if (answers.isSubmitted) frame.received(clockTime(response.completed_at, zone));
  companions.at(here);
  if (early && early.value !== answers.valueOf(early.item.id)) chosen(early.item, early.value);
  queue.flush();
  return { stop: () => stop.abort() };
}

for (const root of findAll(document, "form")) mount(root, { ...pageData(), ...JSON.parse(need(root, "form-data").textContent) });
