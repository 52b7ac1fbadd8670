/**
 * One question on the screen, made from the page's templates. Draws what it is given, reports what was chosen;
 * knows neither server nor other questions.
 */

import { clone, find, findAll, make, need, setText, show } from "../core/dom.js";
import { choicesOf, isTyped, typedValue } from "./definition.js";

const MANY = 7; // more answers than this, without words on each, stand in two columns

/** root: holds the place and the templates. chosen(item, value). */
export function createQuestionView(root, { instrument, chosen, signal }) {
  const place = need(root, "question-place");
  let shown = null;

  place.addEventListener("change", take, { signal });

  function take({ target }) {
    if (!shown) return;
    if (target.type === "radio") return chosen(shown, Number(target.value));
    const value = target.value.trim() === "" ? null : typedValue(shown, target.value);
    const isWrong = target.value.trim() !== "" && value === null;
    target.setAttribute("aria-invalid", String(isWrong));
    show(find(place, "typed-error"), isWrong);
    if (!isWrong) chosen(shown, value);
  }

  function steps(number, of) {
    const row = make("div", { class: "tk-steps", "aria-hidden": "true", "data-role": "steps" });
    for (let n = 1; n <= of; n += 1) row.append(make("span", { class: n < number ? "is-done" : n === number ? "is-now" : "" }));
    return row;
  }

  function fieldset(item) {
    const box = clone(root, "question");
    box.dataset.item = item.id;
    box.setAttribute("aria-describedby", "question-count");
    setText(need(box, "question-text"), item.text);
    if (isTyped(item)) box.append(typedField(item));
    else box.append(...choicesOf(item).map((choice) => choiceRow(item, choice)));
    box.classList.toggle("tk-choices--two", !isTyped(item) && Boolean(item.scale) && choicesOf(item).length > MANY);
    return box;
  }

  function choiceRow(item, { value, label, hint }) {
    const row = clone(root, "choice");
    const input = need(row, "choice-input");
    input.name = `item-${item.id}`;
    input.value = value;
    setText(need(row, "choice-label"), label);
    setText(need(row, "choice-hint"), hint);
    show(need(row, "choice-hint"), Boolean(hint));
    return row;
  }

  function typedField({ scale }) {
    const field = clone(root, "typed-field");
    setText(need(field, "typed-unit"), scale.unit);
    setText(need(field, "typed-error"), `${scale.decimals ? "A" : "A whole"} number from ${scale.minimum} to ${scale.maximum}.`);
    return field;
  }

  return {
    /** Puts a question on the screen. number, of: its place among those that are asked. */
    draw(item, { number, of, value }) {
      const isNew = shown?.id !== item.id;
      shown = item;
      const words = `Question ${number} of ${of}.${instrument.instruction ? ` ${instrument.instruction}` : ""}`;
      const count = make("p", { class: "tk-question__count", id: "question-count", "data-role": "question-count" }, words);
      if (isNew) place.replaceChildren(...intro(item), steps(number, of), count, fieldset(item));
      else {
        find(place, "steps").replaceWith(steps(number, of));
        setText(find(place, "question-count"), words);
      }
      this.setValue(value);
    },

    /** Marks what is chosen; a field in which the person types is left alone. */
    setValue(value) {
      for (const input of findAll(place, "choice-input")) input.checked = Number(input.value) === value;
      const typed = find(place, "typed");
      if (typed && document.activeElement !== typed) typed.value = value ?? "";
    },

    /** What was chosen on the server's first question before this script was there: {item, value} or null. */
    early() {
      const checked = place.querySelector("[data-role=choice-input]:checked");
      const id = find(place, "question")?.dataset.item;
      return checked && id ? { item: instrument.items.find((item) => item.id === id), value: Number(checked.value) } : null;
    },

    /** No more changes. */
    rest() {
      for (const input of place.querySelectorAll("input")) input.disabled = true;
    },

    focus() {
      find(place, "question")?.focus({ preventScroll: true });
    },

    clear() {
      shown = null;
      place.replaceChildren();
    },
  };

  /** What is read once, before the items, and the heading of a part where it begins. */
  function intro(item) {
    const at = instrument.items.indexOf(item);
    const parts = [];
    if (at === 0 && instrument.introduction) parts.push(make("p", { "data-role": "introduction" }, instrument.introduction));
    if (item.section && item.section !== instrument.items[at - 1]?.section) parts.push(make("p", { class: "tk-strong" }, item.section));
    return parts;
  }
}
