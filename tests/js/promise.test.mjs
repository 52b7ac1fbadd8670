import assert from "node:assert/strict";
import { test } from "node:test";
import { createPromise } from "../../static/js/chat/promise.js";

const MINUTE = 60_000;
const turn = () => new Promise((resolve) => setImmediate(resolve));

function setUp(told, ask = async () => {}) {
  const drawn = [];
  const asked = [];
  let at = 0;
  const promise = createPromise({
    draw: (words) => drawn.push(words),
    told,
    ask: () => (asked.push(at), ask()),
    now: () => at,
    schedule: () => 0,
    signal: new AbortController().signal,
  });
  return {
    promise,
    asked,
    shown: () => drawn.at(-1),
    later: async (ms) => {
      at += ms;
      promise.look();
      await turn();
    },
  };
}

test("it stands while it is true, and goes when its time has come", async () => {
  const { shown, asked, later } = setUp({ words: "Sam answers by 17:00 today.", holds_seconds: 600 });
  await later(9 * MINUTE);
  assert.equal(shown(), "Sam answers by 17:00 today.");
  assert.deepEqual(asked, []);
  await later(MINUTE);
  assert.equal(shown(), "");
  assert.deepEqual(asked, [10 * MINUTE]);
});

test("the next one takes its place", async () => {
  const { promise, shown, asked, later } = setUp({ words: "by 17:00 today", holds_seconds: 60 });
  await later(MINUTE);
  promise.show({ words: "by 17:00 tomorrow", holds_seconds: 3600 });
  await later(MINUTE);
  assert.equal(shown(), "by 17:00 tomorrow");
  assert.equal(asked.length, 1);
});

test("without an answer it stays hidden and is asked for again, not at every look", async () => {
  const { shown, asked, later } = setUp({ words: "by 17:00 today", holds_seconds: 60 }, () => Promise.reject(new Error("offline")));
  await later(MINUTE);
  await later(5_000);
  assert.equal(asked.length, 1);
  await later(10_000);
  assert.equal(asked.length, 2);
  assert.equal(shown(), "");
});

test("hidden while the members change, until the room has said who answers now", async () => {
  const { promise, shown, later, asked } = setUp({ words: "Sam answers by 17:00 today.", holds_seconds: 600 });
  promise.hide();
  assert.equal(shown(), "");
  await later(20_000); // nobody answered
  assert.equal(asked.length, 1);
  promise.show({ words: "Dr Ruiz answers by 17:00 today.", holds_seconds: 600 });
  assert.equal(shown(), "Dr Ruiz answers by 17:00 today.");
});

test("a room without a promise asks for none", async () => {
  const { promise, shown, asked, later } = setUp({ words: "by 17:00 today", holds_seconds: 60 });
  promise.show(null);
  await later(10 * MINUTE);
  assert.equal(shown(), "");
  assert.deepEqual(asked, []);
});
