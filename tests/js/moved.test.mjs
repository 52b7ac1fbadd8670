import assert from "node:assert/strict";
import { test } from "node:test";
import { CallError } from "../../static/js/core/api.js";
import { createMoved, isTyped } from "../../static/js/core/moved.js";

const untouched = { type: "text", value: "08:30", defaultValue: "08:30" };
const typed = { type: "textarea", value: "Calm throughout.", defaultValue: "" };

async function did({ code = null, fields = [untouched] } = {}) {
  const done = [];
  const note = (what) => () => done.push(what);
  const look = async () => {
    if (code) throw new CallError({ code });
  };
  await createMoved({ look, fields: () => fields, again: note("again"), leave: note("leave"), stay: note("stay") })();
  return done;
}

test("a page that is still this person's only connects anew, whatever is typed in it", async () => {
  assert.deepEqual(await did(), ["again"]);
  assert.deepEqual(await did({ fields: [typed] }), ["again"]);
});

test("a page that is theirs no longer goes when nothing is typed in it", async () => {
  assert.deepEqual(await did({ code: "not_found" }), ["leave"]);
  assert.deepEqual(await did({ code: "forbidden" }), ["leave"]);
});

test("typed words stay where the page is theirs no longer", async () => {
  assert.deepEqual(await did({ code: "not_found", fields: [untouched, typed] }), ["stay", "again"]);
});

test("a server that does not answer takes nothing away", async () => {
  for (const code of ["offline", "timeout", "unavailable", "invalid", "rate_limited"]) {
    assert.deepEqual(await did({ code }), ["again"]);
  }
});

test("a choice counts as typed, and what the page came with does not", () => {
  const route = (selectedIndex, chosen = -1) => ({ type: "select-one", selectedIndex, options: [0, 1, 2].map((at) => ({ defaultSelected: at === chosen })) });
  assert.equal(isTyped({ type: "radio", checked: true, defaultChecked: false }), true);
  assert.equal(isTyped({ type: "checkbox", checked: true, defaultChecked: true }), false);
  assert.equal(isTyped(route(0)), false);
  assert.equal(isTyped(route(2)), true);
  assert.equal(isTyped(route(2, 2)), false);
  assert.equal(isTyped({ type: "hidden", value: "b", defaultValue: "a" }), false);
  assert.equal(isTyped({ type: "search", value: "maya", defaultValue: "" }), false);
});
