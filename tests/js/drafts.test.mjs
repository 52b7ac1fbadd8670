import assert from "node:assert/strict";
import { test } from "node:test";
import { DIVIDER, mergeDrafts } from "../../static/js/chat/drafts.js";

test("two different texts are both kept, mine first", () => {
  assert.equal(mergeDrafts("mine", "theirs"), `mine${DIVIDER}theirs`);
});

test("what is already contained is not written twice", () => {
  assert.equal(mergeDrafts("I slept", "I slept a little"), "I slept a little");
  assert.equal(mergeDrafts("I slept a little", "I slept"), "I slept a little");
  const both = mergeDrafts("mine", "theirs");
  assert.equal(mergeDrafts(both, "theirs"), both);
});

test("an empty one changes nothing", () => {
  assert.equal(mergeDrafts("mine", ""), "mine");
  assert.equal(mergeDrafts("", "theirs"), "theirs");
  assert.equal(mergeDrafts("", ""), "");
});
