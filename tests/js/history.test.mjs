import assert from "node:assert/strict";
import { test } from "node:test";
import { createHistory } from "../../static/js/chat/history.js";
import { createLog } from "../../static/js/chat/messages.js";

const said = (seq) => ({ id: `m${seq}`, seq, client_id: `c${seq}`, author: { id: "ben" }, kind: "text", body: "words", at: "2026-11-24T08:00:00.000Z" });
const from = (first, last) => Array.from({ length: last - first + 1 }, (_, index) => said(first + index));

function setUp({ fails = false } = {}) {
  const asked = [];
  const api = {
    get: async (_address, { before_seq, limit }) => {
      asked.push(before_seq);
      if (fails) throw Object.assign(new Error("offline"), { code: "offline" });
      return { messages: from(Math.max(1, before_seq - limit), before_seq - 1) };
    },
  };
  const log = createLog({ viewer: "ada", messages: from(401, 460), lastSeq: 460 });
  const view = { onOlderAgain() {}, showOlder() {} };
  const history = createHistory({ room: "r", log, api, view, got() {}, signal: new AbortController().signal });
  return { history, asked };
}

test("an answered message that is far up is loaded, page after page, and not further", async () => {
  const { history, asked } = setUp();
  assert.equal((await history.reachId("m150")).seq, 150);
  assert.deepEqual(asked, [401, 301, 201]);
  assert.equal((await history.reachId("m450")).seq, 450);
  assert.equal(asked.length, 3);
});

test("one that is nowhere, or cannot be fetched, is nothing", async () => {
  assert.equal(await setUp().history.reachId("elsewhere"), null);
  const { history, asked } = setUp({ fails: true });
  assert.equal(await history.reachId("m1"), null);
  assert.equal(asked.length, 1);
});
