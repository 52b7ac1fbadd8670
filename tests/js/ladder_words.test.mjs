import assert from "node:assert/strict";
import { test } from "node:test";
import { climbedWords, nextWords } from "../../static/js/safety/ladder_words.js";

const NOW = Date.parse("2026-11-24T10:08:00.000Z");
const team = { rung: "team", state: "told", due_at: "2026-11-24T10:07:00.000Z", told_at: "2026-11-24T10:07:00.000Z", people: [{ id: "b", name: "Dr Ben" }] };
const waiting = (rung, people, due = "2026-11-24T10:12:30.000Z") => ({ rung, state: "waiting", due_at: due, told_at: null, people: people.map((name) => ({ id: name, name })) });
const told = (rung, people) => ({ ...waiting(rung, people), state: people.length ? "told" : "nobody", told_at: "2026-11-24T10:12:30.000Z" });

test("who is next and in how long is one sentence", () => {
  assert.equal(nextWords([team, waiting("on_call", ["Dr Haddad"])], NOW), "Dr Haddad, on call, is told in 4 min");
  assert.equal(nextWords([team, waiting("lead", ["A", "B"])], NOW), "A and B, lead, are told in 4 min");
  assert.equal(nextWords([team, waiting("on_call", ["A", "B", "C"])], NOW), "A and 2 more, on call, are told in 4 min");
  assert.equal(nextWords([team, waiting("again", [])], NOW), "Everybody is told again in 4 min");
});

test("nobody on call is said plainly", () => {
  assert.equal(nextWords([team, waiting("on_call", [])], NOW), "Nobody is on call: the lead is told in 4 min");
  assert.equal(nextWords([team, waiting("lead", [])], NOW), "Nobody leads, and nobody is told in 4 min");
  assert.equal(climbedWords([team, told("on_call", [])]), "Nobody is on call.");
});

test("the end of the ladder promises nothing", () => {
  assert.equal(nextWords([team, told("on_call", ["A"]), told("lead", ["B"])], NOW), "");
  assert.equal(nextWords([], NOW), "");
});

test("a step that has been carried out is said, the last one only", () => {
  assert.equal(climbedWords([team]), "");
  assert.equal(climbedWords([team, told("on_call", ["A", "B"])]), "A and B, on call, were told.");
  assert.equal(climbedWords([team, told("on_call", ["A"]), told("lead", ["B"])]), "B, lead, was told.");
  assert.equal(climbedWords([team, told("on_call", ["A"]), told("again", ["A", "B"])]), "Everybody was told again.");
});

test("a time that has passed never counts below nothing", () => {
  assert.equal(nextWords([waiting("on_call", ["A"], "2026-11-24T10:00:00.000Z")], NOW), "A, on call, is told in less than a minute");
});
