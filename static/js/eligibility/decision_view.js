/** The bar and its dialog: outcomes and locks, conditions, the patient's message and how they will read it, the signature. */

import { clone, find, findAll, need, setText, show } from "../core/dom.js";
import { wordMoments } from "../core/moments.js";
import { decisionWords, lockWords, refusalWords } from "./matrix.js";

const CONDITION = "condition-";

/** preview(outcome, message), sign(decision): resolve with the server's answer. */
export function createDecisionView(root, { matrix, zone, preview, sign, signal }) {
  const bar = need(root, "decision-bar");
  const dialog = find(root, "decision-dialog");
  const form = dialog && need(dialog, "decision-form");
  let written = "";
  let asks = false; // for an outcome: news meanwhile does not take the words away

  function draw() {
    setText(need(bar, "decision-state"), decisionWords(matrix.view));
    need(bar, "decision-state").classList.toggle("tk-decision__none", !matrix.view.decision);
    sayLocked();
    if (!dialog) return;
    for (const input of outcomes()) {
      const { locked } = matrix.outcome(input.value);
      input.disabled = Boolean(locked);
      if (locked) input.checked = false;
      show(find(input.parentElement, "lock"), Boolean(locked));
    }
    need(dialog, "decision-seen").value = matrix.view.token;
    drawConditions();
    drawReady();
  }

  /** Signing is the next step only once an outcome is chosen, which is only while its lock is open. */
  function drawReady() {
    need(bar, "decision-acts").lastElementChild.classList.toggle("tk-button--primary", Boolean(chosen()));
  }

  function sayLocked() {
    setText(need(bar, "decision-locked"), asks ? "Choose an outcome first." : lockWords(matrix.view));
  }

  const outcomes = () => [...bar.querySelectorAll('input[name="outcome"]')];
  const chosen = () => outcomes().find((input) => input.checked)?.value ?? "";

  function drawConditions() {
    const place = need(dialog, "condition-fields");
    const typed = new Map([...place.querySelectorAll("textarea")].map((field) => [field.name, field.value]));
    const wanted = matrix.view.to_condition.map((one) => CONDITION + one.id);
    if (wanted.join() !== [...typed.keys()].join()) place.replaceChildren(...matrix.view.to_condition.map((one) => conditionField(one, typed)));
    show(need(dialog, "conditions"), chosen() === "with_conditions");
  }

  function conditionField(one, typed) {
    const field = clone(dialog, "condition");
    const name = CONDITION + one.id;
    const area = field.querySelector("textarea");
    const label = field.querySelector("label");
    Object.assign(area, { id: name, name, value: typed.get(name) ?? "" });
    label.htmlFor = name;
    setText(label, `Condition for: ${one.name}`);
    return field;
  }

  function choose() {
    const outcome = matrix.outcome(chosen());
    const message = form.elements.message;
    asks = false;
    sayLocked();
    if (outcome && (!message.value || message.value === written)) message.value = written = outcome.template;
    setText(need(dialog, "decision-outcome"), outcome ? `Outcome: ${outcome.words}.` : "Choose an outcome.");
    show(need(dialog, "preview"), false);
    drawConditions();
    drawReady();
  }

  function say(words) {
    setText(need(dialog, "decision-problem-words"), words);
    show(need(dialog, "decision-problem"), Boolean(words));
    if (words) need(dialog, "decision-problem").scrollIntoView({ block: "nearest" });
  }

  async function act(button, work) {
    if (!chosen()) return say("This outcome is locked by now. Close this and choose another.");
    button.setAttribute("aria-busy", "true");
    try {
      say("");
      await work();
    } catch (error) {
      say(refusalWords(error));
    } finally {
      button.removeAttribute("aria-busy");
    }
  }

  async function showPreview() {
    const { told } = await preview(chosen(), form.elements.message.value);
    const card = need(dialog, "preview");
    setText(need(card, "told-title"), told.title);
    setText(need(card, "told-message"), told.message);
    setText(need(card, "told-by"), told.by);
    card.querySelector("time").dateTime = told.at;
    wordMoments(card, zone);
    show(card, true);
    card.scrollIntoView({ block: "nearest" });
  }

  function decision() {
    const fields = new FormData(form);
    const conditions = [...fields].filter(([name, words]) => name.startsWith(CONDITION) && words.trim());
    return {
      client_id: fields.get("client_id"),
      seen: fields.get("seen"),
      outcome: chosen(),
      message: fields.get("message"),
      reasons: fields.get("reasons"),
      conditions: chosen() === "with_conditions" ? Object.fromEntries(conditions.map(([name, words]) => [name.slice(CONDITION.length), words])) : {},
    };
  }

  async function signNow() {
    await sign(decision());
    form.reset();
    written = "";
    form.elements.client_id.value = crypto.randomUUID();
    drawReady();
    dialog.close();
  }

  /** The outcome stands in the bar, behind the dialog: so it is chosen first. */
  function open(event) {
    event.preventDefault();
    if (chosen()) return dialog.showModal();
    asks = true;
    sayLocked();
    outcomes().find((input) => !input.disabled)?.focus();
  }

  if (dialog) {
    form.noValidate = true; // the server's words stand in the dialog; the browser's would stand behind it
    for (const input of outcomes()) input.addEventListener("change", choose, { signal });
    for (const button of findAll(bar, "open-decision")) button.addEventListener("click", open, { signal });
    need(dialog, "preview-message").addEventListener("click", (event) => {
      event.preventDefault();
      act(event.currentTarget, showPreview);
    }, { signal });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      act(need(dialog, "sign"), signNow);
    }, { signal });
    if ("cameBack" in dialog.dataset) dialog.showModal();
    else choose();
  }
  return { draw };
}
