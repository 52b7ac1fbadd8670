import assert from "node:assert/strict";
import { test } from "node:test";
import { CallError } from "../../static/js/core/api.js";
import { memoryVault } from "../../static/js/core/vault.js";
import { createAnswerQueue } from "../../static/js/questionnaires/answer_queue.js";

/** A server that keeps the last value of each item and counts its revs, and fails as it is told to. */
function fakeServer() {
  const items = new Map();
  const heard = [];
  const troubles = [];
  return {
    items,
    heard,
    willFail: (...codes) => troubles.push(...codes),
    async send({ item, value, base_rev }) {
      await null;
      const trouble = troubles.shift();
      if (trouble) throw new CallError({ code: trouble });
      const rev = items.get(item)?.rev ?? 0;
      if (base_rev < rev && items.get(item).by !== "me") throw new CallError({ code: "conflict" });
      items.set(item, { value, rev: rev + 1, by: "me" });
      heard.push([item, value]);
      return { rev: rev + 1, ...(value > 0 && item === "9" ? { told: true } : {}) };
    },
  };
}

function setUp({ vault = memoryVault(), server = fakeServer() } = {}) {
  const accepted = [];
  const refused = [];
  const queue = createAnswerQueue({
    vault,
    send: server.send,
    accepted: (entry, ack) => accepted.push({ ...entry, ack }),
    refused: (entry, error) => refused.push({ ...entry, code: error.code }),
    changed() {},
    locks: undefined,
    sleep: () => new Promise((resolve) => setTimeout(resolve, 1)),
  });
  return { vault, server, queue, accepted, refused };
}

/** Waits for a fact, at most two seconds. */
async function until(fact) {
  for (const end = Date.now() + 2000; Date.now() < end; ) {
    if (fact()) return;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  assert.fail(`never true: ${fact}`);
}

const answer = (item, value, base_rev = 0) => ({ form: "f", item, value, base_rev });

test("answers leave in the order they were given", async () => {
  const { queue, server } = setUp();
  await Promise.all(["1", "2", "3"].map((item) => queue.add(answer(item, 1))));
  await until(() => server.heard.length === 3);
  assert.deepEqual(server.heard, [["1", 1], ["2", 1], ["3", 1]]);
  await until(() => queue.kept().length === 0);
});

test("a dangerous answer that was changed before it could leave is sent all the same", async () => {
  const { queue, server, accepted } = setUp();
  server.willFail("offline", "offline");
  await queue.add(answer("9", 3));
  await queue.add(answer("9", 0));
  await until(() => server.heard.length === 2);
  assert.deepEqual(server.heard, [["9", 3], ["9", 0]]);
  assert.equal(accepted[0].ack.told, true);
});

test("an answer stays kept until the server has it", async () => {
  const { queue, server } = setUp();
  server.willFail("offline", "unavailable", "timeout");
  queue.add(answer("1", 2));
  assert.equal(queue.kept().length, 1);
  await until(() => server.heard.length === 1);
  await until(() => queue.kept().length === 0 && !queue.isFailing);
});

test("what an earlier page left is sent by the next one", async () => {
  const first = setUp();
  first.server.willFail(...Array(50).fill("offline"));
  await first.queue.add(answer("1", 2));
  first.queue.stop();
  const { queue, server } = setUp({ vault: first.vault });
  await queue.load();
  assert.equal(queue.kept().length, 1);
  queue.flush();
  await until(() => server.heard.length === 1);
});

test("one's own earlier answer is no conflict", async () => {
  const { queue, server, refused } = setUp();
  await queue.add(answer("1", 1));
  await queue.add(answer("1", 2));
  await until(() => server.items.get("1")?.rev === 2);
  assert.deepEqual(refused, []);
});

test("another's change in between is told once and does not stop what follows", async () => {
  const { queue, server, refused } = setUp();
  server.items.set("1", { value: 3, rev: 4, by: "somebody" });
  await queue.add(answer("1", 1, 2));
  await queue.add(answer("2", 1));
  await until(() => server.heard.length === 1);
  assert.deepEqual(refused.map(({ item, code }) => [item, code]), [["1", "conflict"]]);
  assert.deepEqual(server.heard, [["2", 1]]);
});

test("a vault that takes nothing loses nothing while the page stands open", async () => {
  const broken = { ...memoryVault(), lasting: false, put: () => Promise.reject(new Error("full")) };
  const { queue, server } = setUp({ vault: broken });
  server.willFail("offline");
  queue.add(answer("1", 2));
  await until(() => server.heard.length === 1);
  await until(() => queue.kept().length === 0);
});
