/** Brings the patient's form alive: one question a screen, saved as it is filled in, help at once where it is needed. */

import { announce, find, findAll, need, setText, show } from "../core/dom.js";
import { onLoginEnd, pageData } from "../core/page.js";
import { clockTime } from "../core/time.js";
import { shortName } from "../chat/words.js";
import { createAnswers } from "./answers.js";
import { createCompanions } from "./companions.js";
import { answering } from "./connection.js";
import { createCrisis } from "./crisis.js";
import { answerWords, askedItems, firstOpen, openItems } from "./definition.js";
import { createQuestionView } from "./question_view.js";

/** root: [data-role=form]. data: FormPanel.as_json of the server. */
export async function mount(root, data) {
  const stop = new AbortController();
  const { signal } = stop;
  const { instrument, questionnaire: response, viewer, time_zone: zone } = data;
  let queue = null;
  let here = null; // id of the item on the screen; null: the last page, where it is handed in
  let disagreement = null; // {item, mine, theirs, rev, by}

  const answers = createAnswers({ response, kept: () => queue?.kept() ?? [] });
  const crisis = createCrisis(root, { crisis: data.crisis, zone, nameOf: shortName });
  const view = createQuestionView(root, { instrument, chosen, signal });
  const { socket, queue: made, listen } = await answering(data);
  queue = made;
  const companions = createCompanions({ socket, form: answers.id, viewer: viewer.id, members: data.members, changed: drawCompanions, tell, signal });

  const asked = () => askedItems(instrument, answers.values());

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
    (id ? need(root, "question") : need(root, "end")).focus({ preventScroll: true });
    scrollTo({ top: 0 });
  }

  function next() {
    const items = asked();
    const at = items.findIndex((item) => item.id === here);
    go(items[at + 1]?.id ?? null);
  }

  function back() {
    const items = asked();
    const at = here === null ? items.length : items.findIndex((item) => item.id === here);
    if (at > 0) go(items[at - 1].id);
  }

  function draw() {
    const items = asked();
    if (here !== null && !items.some((item) => item.id === here)) here = items[0].id;
    const at = items.findIndex((item) => item.id === here);
    show(need(root, "end"), here === null && !answers.isSubmitted);
    show(need(root, "received"), answers.isSubmitted);
    show(need(root, "nav"), !answers.isSubmitted);
    if (answers.isSubmitted || here === null) view.clear();
    else view.draw(items[at], { number: at + 1, of: items.length, value: answers.valueOf(here) });
    drawNav(at);
    if (here === null) drawEnd();
    drawSaved();
    drawDisagreement();
    drawCompanions();
  }

  function drawNav(at) {
    const button = need(root, "next");
    show(need(root, "back"), at !== 0);
    show(button, here !== null);
    show(need(root, "submit"), here === null);
    for (const each of [button, need(root, "submit")]) each.classList.toggle("tk-button--primary", !crisis.isShown);
    setText(find(button, "next-words"), at === asked().length - 1 ? "Go on to send it" : "Next question");
  }

  function drawEnd() {
    const open = openItems(instrument, answers.values());
    const words = open.length ? `${open.length === 1 ? "1 question is" : `${open.length} questions are`} still open. You can answer, or send it as it is.` : "All questions are answered.";
    setText(need(root, "end-words"), words);
    show(need(root, "to-open"), open.length > 0);
  }

  function drawSaved() {
    const waiting = queue.kept().filter((entry) => entry.form === answers.id).length;
    const stuck = waiting && queue.isFailing;
    const where = queue.lasting ? "on this phone" : "in this page";
    setText(find(document, "header-sub"), stuck ? `Not sent yet. Kept ${where}.` : "Saved as you go");
  }

  function drawDisagreement() {
    const box = need(root, "disagreement");
    const isHere = disagreement?.item === here;
    show(box, isHere);
    if (!isHere) return;
    const item = instrument.items.find(({ id }) => id === here);
    const name = shortName(data.members.find(({ id }) => id === disagreement.by)?.name) || "Somebody";
    setText(find(box, "disagreement-words"), `${name} chose “${answerWords(item, disagreement.theirs)}” at the same time. You chose “${answerWords(item, disagreement.mine)}”.`);
  }

  function drawCompanions() {
    const bar = find(document, "companions");
    const others = companions?.all() ?? [];
    show(bar, others.length > 0);
    if (!others.length) return;
    const { name, item } = others.find((other) => other.item === here) ?? others[0];
    const number = asked().findIndex(({ id }) => id === item) + 1;
    const place = !number ? "." : item === here ? `, looking at question ${number} with you.` : `, looking at question ${number}.`;
    const words = `${shortName(name)} is here${place}`;
    setText(find(bar, "companions-words"), words);
    setText(find(bar, "companions-initials"), initials(name));
    announce(words);
  }

  function accepted(entry, ack) {
    if (entry.form !== answers.id) return;
    answers.changed({ item: entry.item, value: entry.value, rev: ack.rev, by: viewer.id });
    if (crisis.isDanger(entry.item, entry.value) && ack.told) crisis.learn({ told: true });
    draw();
  }

  async function refused(entry, error) {
    if (entry.form !== answers.id) return;
    await refresh();
    if (error.code === "conflict" && !answers.isSubmitted && answers.heldValue(entry.item) !== entry.value) {
      disagreement = { item: entry.item, mine: entry.value, theirs: answers.heldValue(entry.item), by: answers.byOf(entry.item) };
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
    const ack = await socket.call("questionnaire:open", { questionnaire: answers.id });
    answers.replace(ack.questionnaire);
    if (anyDanger()) {
      crisis.open();
      if (!queue.kept().some((entry) => crisis.isDanger(entry.item, entry.value))) crisis.learn(ack.help);
    }
    draw();
  }

  const anyDanger = () => Object.entries(answers.values()).some(([item, value]) => crisis.isDanger(item, value));

  async function submit() {
    const button = need(root, "submit");
    button.setAttribute("aria-busy", "true");
    show(need(root, "problem"), false);
    try {
      if (queue.kept().some((entry) => entry.form === answers.id)) throw new Error("not all sent");
      const { at } = await socket.call("questionnaire:submit", { questionnaire: answers.id });
      done(at);
    } catch {
      const lost = queue.kept().length || socket.state !== "live";
      setText(need(root, "problem"), lost ? "Not sent yet. We could not reach your practice. Your answers are kept; press again when you are back." : "That did not work. Your answers are kept. Please press again.");
      show(need(root, "problem"), true);
      queue.flush();
    } finally {
      button.removeAttribute("aria-busy");
    }
  }

  function done(at) {
    answers.submitted(at);
    setText(need(root, "received-words"), `Received at ${clockTime(at, zone)}. Your care team has it.`);
    draw();
    need(root, "received").focus({ preventScroll: true });
  }

  const mine = (handler) => (event) => event.questionnaire === answers.id && handler(event);
  socket.on("questionnaire:changed", mine((event) => {
    if (answers.changed(event) && crisis.isDanger(event.item, event.value)) crisis.open();
    draw();
  }), signal);
  socket.on("questionnaire:submitted", mine(({ at }) => !answers.isSubmitted && done(at)), signal);
  socket.on("help:seen", mine(({ name, at }) => crisis.learn({ told: true, seen: { name, at } })), signal);
  socket.onState(drawSaved, signal);
  socket.onLive(refresh, signal);
  listen({ accepted, refused, changed: () => draw() }, signal);
  const press = (role, act) => findAll(root, role).forEach((button) => button.addEventListener("click", act, { signal }));
  press("next", next);
  press("back", back);
  press("submit", submit);
  press("to-open", () => go(firstOpen(instrument, answers.values())?.id ?? null));
  press("keep-mine", () => settle(true));
  press("keep-theirs", () => settle(false));
  onLoginEnd(() => view.rest());

  const early = view.early();
  here = firstOpen(instrument, answers.values())?.id ?? (answers.isSubmitted ? instrument.items[0].id : null);
  if (anyDanger()) {
    crisis.learn(data.help);
    crisis.open();
  }
  if (answers.isSubmitted) done(response.completed_at);
  else draw();
  companions.at(here);
  if (early && early.value !== answers.valueOf(early.item.id)) chosen(early.item, early.value);
  queue.flush();
  return { stop: () => stop.abort() };
}

function initials(name) {
  const words = name.split(/\s+/).filter((word) => !/^(dr|prof|mr|mrs|ms|mx)\.?$/i.test(word));
  return [words[0], words.length > 1 ? words.at(-1) : ""].map((word) => word.slice(0, 1).toUpperCase()).join("");
}

for (const root of findAll(document, "form")) mount(root, { ...pageData(), ...JSON.parse(need(root, "form-data").textContent) });
