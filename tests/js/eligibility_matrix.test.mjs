/** What the page knows of the decision to treat, without a page. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { clearanceWords, createMatrix, decisionWords, isTyping, lockWords, refusalWords, reviewWords } from "../../static/js/eligibility/matrix.js";

const line = (id, more = {}) => ({ id, open: null, state: "absent", key: null, review: null, clearance: null, ...more });
const view = {
  may: { decide: true },
  outcomes: [
    { id: "eligible", locked: "Eligible is locked: 2 criteria open." },
    { id: "not_now", locked: "" },
  ],
  criteria: [line("liver", { open: "unknown", state: "unknown", key: 1 }), line("lung", { open: "unreviewed", key: 2 }), line("age")],
  decision: null,
};

test("open, settled and simple lines are told apart", () => {
  const matrix = createMatrix(view);
  assert.deepEqual(matrix.open().map((one) => one.id), ["liver", "lung"]);
  assert.deepEqual(matrix.settled().map((one) => one.id), ["age"]);
  assert.deepEqual(matrix.simple().map((one) => one.id), ["lung"]);
  assert.equal(matrix.byKey(2).id, "lung");
  assert.equal(matrix.byKey(8), null);
});

test("a key is for the page only while nobody types", () => {
  assert.equal(isTyping("TEXTAREA", false), true);
  assert.equal(isTyping("DIV", true), true);
  assert.equal(isTyping("A", false), false);
});

test("the lock of whoever may not sign is nobody's business", () => {
  assert.equal(lockWords(view), "Eligible is locked: 2 criteria open.");
  assert.equal(lockWords({ ...view, may: { decide: false } }), "");
});

test("words say who and whether it still holds", () => {
  const review = { by: { name: "Dr Okri" }, state_words: "Absent", stale: true };
  assert.equal(reviewWords({ review }), "Out of date, something new came in. Reviewed as “Absent” by Dr Okri");
  assert.equal(reviewWords({ review: { ...review, stale: false } }), "Reviewed as “Absent” by Dr Okri");
  const decision = { stale: ["a"], outcome_words: "Eligible", by: { name: "Dr Okri" }, version: 2 };
  assert.equal(decisionWords({ decision }), "Out of date: Eligible, Dr Okri, version 2.");
  assert.equal(decisionWords({ decision: null }), "No decision yet.");
  const clearance = { state_words: "Letter sent", asked_of: "GP", due_on: "2026-12-04", owner: { name: "Theo" } };
  assert.equal(clearanceWords({ clearance }), "Letter sent: GP, by 2026-12-04, Theo sees to it");
});

test("a refusal is told in sentences, and being offline keeps nothing", () => {
  const error = { code: "invalid", message: "This cannot be signed yet.", fields: { outcome: "Eligible is locked: 2 criteria open." } };
  assert.equal(refusalWords(error), "This cannot be signed yet. Eligible is locked: 2 criteria open.");
  assert.match(refusalWords({ code: "offline" }), /^You are offline/u);
});
