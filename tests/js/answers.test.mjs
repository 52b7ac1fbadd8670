import assert from "node:assert/strict";
import { test } from "node:test";
import { createAnswers } from "../../static/js/questionnaires/answers.js";

const form = (answers, more = {}) => ({ id: "f", status: "in_progress", answers, ...more });

test("a change that comes while the form is asked for stays, whatever the answer to that knew", () => {
  const answers = createAnswers({ response: form({}) });
  answers.changed({ item: "1", value: 1, rev: 1, by: "ada" });
  answers.replace(form({ 2: { value: 3, rev: 1, by: "ben" } }));
  assert.deepEqual(answers.values(), { 1: 1, 2: 3 });
});

test("the form anew brings what was missed", () => {
  const answers = createAnswers({ response: form({ 1: { value: 1, rev: 1, by: "ada" } }) });
  answers.replace(form({ 1: { value: 2, rev: 2, by: "ben" } }));
  assert.deepEqual([answers.valueOf("1"), answers.byOf("1")], [2, "ben"]);
});

test("a form that was handed in meanwhile stays so", () => {
  const answers = createAnswers({ response: form({}) });
  answers.submitted("2026-11-24T08:00:00.000Z");
  answers.replace(form({}));
  assert.equal(answers.isSubmitted, true);
});
