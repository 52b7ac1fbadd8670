import assert from "node:assert/strict";
import { test } from "node:test";
import { createDraft, DIVIDER, mergeDrafts } from "../../static/js/chat/drafts.js";

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

/** What createDraft needs of a browser and a server. put(body): how the server answers. */
function draftOf({ put = () => ({ rev: 1 }), ...options } = {}) {
  globalThis.addEventListener ??= () => {};
  globalThis.document ??= { addEventListener() {}, visibilityState: "visible" };
  const saved = [];
  const kept = new Map();
  const vault = { put: async (shelf, id, value) => kept.set(id, value), get: async (shelf, id) => kept.get(id) ?? null, remove: async (shelf, id) => kept.delete(id) };
  const api = { put: async (address, sent) => (saved.push(sent), put(sent, saved.length)), get: async () => ({ body: "theirs", rev: 7 }) };
  const replaced = [];
  const draft = createDraft({ address: "/a", id: "n", vault, api, replaced: (body) => replaced.push(body), signal: new AbortController().signal, ...options });
  return { draft, saved, kept, replaced };
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

test("who never pauses is saved all the same", async () => {
  const { draft, saved } = draftOf({ latest_ms: 300 });
  for (let stroke = 0; stroke < 10; stroke += 1) {
    draft.typed("a".repeat(stroke + 1));
    await pause(60);
  }
  assert.ok(saved.length >= 1, "nothing was saved while the person was writing");
});

test("flushing saves what was typed, once", async () => {
  const { draft, saved } = draftOf();
  draft.typed("words");
  await draft.flush();
  assert.deepEqual(saved, [{ body: "words", base_rev: 0 }]);
  assert.equal(draft.isDirty, false);
  assert.equal(draft.rev, 1);
});

test("words that the server put in come into the field and are not sent back", async () => {
  const { draft, saved, replaced } = draftOf({ initial: { body: "mine", rev: 3 } });
  draft.came({ body: "mine\na sentence", rev: 4 });
  await draft.flush();
  assert.deepEqual(replaced, ["mine\na sentence"]);
  assert.deepEqual([saved.length, draft.rev], [0, 4]);
});

test("after a conflict both texts are kept", async () => {
  const conflict = Object.assign(new Error("conflict"), { code: "conflict" });
  const { draft, replaced } = draftOf({
    put: (sent, count) => {
      if (count === 1) throw conflict;
      return { rev: 8 };
    },
  });
  draft.typed("mine");
  await draft.flush();
  assert.deepEqual(replaced, [`mine${DIVIDER}theirs`]);
  await draft.flush();
  assert.equal(draft.rev, 8);
});
