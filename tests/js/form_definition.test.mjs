import assert from "node:assert/strict";
import { test } from "node:test";
import { createAnswers } from "../../static/js/questionnaires/answers.js";
import { answerWords, askedItems, choicesOf, firstOpen, openItems, typedValue } from "../../static/js/questionnaires/definition.js";

const yesNo = [{ value: 1, label: "Yes" }, { value: 0, label: "No" }];
const item = (id, more = {}) => ({ id, text: id, options: yesNo, scale: null, required: true, shown_when: [], ...more });
const when = (items, at_least = null, at_most = null) => [{ items, at_least, at_most }];
const ids = (items) => items.map(({ id }) => id);

const screener = {
  items: [item("1"), item("2"), item("3", { shown_when: when(["2"], 1) }), item("6"), item("6b", { shown_when: when(["6"], 1), required: false })],
};

test("follow-ups are asked only after the answer that calls for them", () => {
  assert.deepEqual(ids(askedItems(screener, {})), ["1", "2", "6"]);
  assert.deepEqual(ids(askedItems(screener, { 2: 1, 6: 1 })), ["1", "2", "3", "6", "6b"]);
  assert.deepEqual(ids(askedItems(screener, { 2: 0, 3: 1 })), ["1", "2", "6"]);
});

test("an upper bound hides as well, and a hidden answer opens nothing", () => {
  const chain = { items: [item("a"), item("b", { shown_when: when(["a"], null, 0) }), item("c", { shown_when: when(["b"], 1) })] };
  assert.deepEqual(ids(askedItems(chain, { a: 1, b: 1 })), ["a"]);
  assert.deepEqual(ids(askedItems(chain, { b: 1 })), ["a", "b", "c"]);
});

test("a form opens at its first open question", () => {
  assert.equal(firstOpen(screener, {}).id, "1");
  assert.equal(firstOpen(screener, { 1: 0, 2: 0 }).id, "6");
  assert.equal(firstOpen(screener, { 1: 0, 2: 0, 6: 0 }), null);
  assert.deepEqual(ids(openItems(screener, { 1: 0, 6: 1 })), ["2"]);
});

test("choices of a scale are its whole numbers with words at the ends", () => {
  const choices = choicesOf({ options: [], scale: { minimum: 0, maximum: 3, low_label: "None", high_label: "Worst" } });
  assert.deepEqual(choices.map(({ value, hint }) => [value, hint]), [[0, "None"], [1, ""], [2, ""], [3, "Worst"]]);
});

test("a typed number has to be whole and within its bounds", () => {
  const pressure = { scale: { minimum: 50, maximum: 250 } };
  for (const [text, value] of [["120", 120], [" 50 ", 50], ["49", null], ["251", null], ["12.5", null], ["-60", null], ["", null], ["1e2", null]]) {
    assert.equal(typedValue(pressure, text), value, text);
  }
});

test("answers are told in their own words", () => {
  assert.equal(answerWords(item("1"), 1), "Yes");
  assert.equal(answerWords(item("1"), null), "no answer");
});

const response = { id: "f", status: "in_progress", answers: { 1: { value: 2, rev: 3, by: "ben" } } };

test("what is on its way is shown over what the server holds", () => {
  const kept = [];
  const answers = createAnswers({ response, kept: () => kept });
  assert.equal(answers.valueOf("1"), 2);
  kept.push({ form: "f", item: "1", value: 0 }, { form: "g", item: "1", value: 3 });
  assert.equal(answers.valueOf("1"), 0);
  kept.push({ form: "f", item: "1", value: null });
  assert.equal(answers.valueOf("1"), null);
  assert.deepEqual(answers.values(), {});
  assert.equal(answers.heldValue("1"), 2);
});

test("older news never overwrites newer", () => {
  const answers = createAnswers({ response });
  assert.equal(answers.changed({ item: "1", value: 0, rev: 2, by: "ada" }), false);
  assert.equal(answers.changed({ item: "1", value: 1, rev: 4, by: "ada" }), true);
  assert.deepEqual([answers.valueOf("1"), answers.revOf("1"), answers.byOf("1")], [1, 4, "ada"]);
});

test("a rule may need an answer, name its values, or be enough alone", () => {
  const rule = (more) => ({ items: ["1"], at_least: null, at_most: null, ...more });
  const shown = (rules, values, more = {}) => ids(askedItems({ items: [item("1"), item("2", { shown_when: rules, ...more })] }, values)).includes("2");
  assert.deepEqual([{}, { 1: 0 }, { 1: 1 }].map((values) => shown([rule({ at_most: 0, answered: true })], values)), [false, true, false]);
  assert.deepEqual([{}, { 1: 0 }, { 1: 2 }].map((values) => shown([rule({ answered: true, values: [0, 2] })], values)), [false, true, true]);
  const two = [rule({ at_least: 2 }), rule({ at_most: 0, answered: true })];
  assert.deepEqual([{ 1: 0 }, { 1: 1 }, { 1: 2 }].map((values) => shown(two, values, { shown_any: true })), [true, false, true]);
});

test("a typed decimal has no more digits than the item takes, and a comma is a point", () => {
  const weight = { scale: { minimum: 20, maximum: 300, decimals: 2 } };
  assert.deepEqual(["72,5", "72.25", "72.255", "19.99", "x", "72."].map((text) => typedValue(weight, text)), [72.5, 72.25, null, null, null, null]);
});
