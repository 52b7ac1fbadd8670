import assert from "node:assert/strict";
import { test } from "node:test";
import { CallError } from "../../static/js/core/api.js";
import { memoryVault } from "../../static/js/core/vault.js";
import { createOutbox, locksOfThisTab } from "../../static/js/chat/outbox.js";
import { createSender } from "../../static/js/chat/sender.js";

/** A server that keeps words once per client id, and loses or refuses what it is told to. */
function fakeServer() {
  const kept = [];
  const troubles = [];
  return {
    kept,
    bodies: () => kept.map(({ body }) => body),
    /** Each of the next calls meets one of these: an error code before keeping, or "lost" after it. */
    willFail: (...codes) => troubles.push(...codes),
    async deliver({ client_id, body }) {
      await null;
      const trouble = troubles.shift();
      if (trouble && trouble !== "lost") throw new CallError(typeof trouble === "string" ? { code: trouble } : trouble);
      const known = kept.find((each) => each.client_id === client_id);
      if (known && known.body !== body) throw new CallError({ code: "conflict", fields: { client_id: "used before" } });
      if (!known) kept.push({ client_id, body });
      if (trouble === "lost") throw new CallError({ code: "timeout" });
      return { id: client_id, seq: kept.length, at: "2026-11-24T08:00:00.000Z", duplicate: Boolean(known) };
    },
  };
}

async function setUp({ vault = memoryVault(), server = fakeServer(), locks = locksOfThisTab(), channel = null } = {}) {
  const naps = [];
  let number = 0;
  const outbox = createOutbox({ vault, locks, channel, newId: () => `${Math.random()}-${++number}` });
  const sender = createSender({ outbox, deliver: server.deliver, sleep: async (ms) => void naps.push(ms), chance: () => 1 });
  await outbox.load();
  return { vault, server, outbox, sender, naps, locks };
}

async function until(fact, what) {
  for (let turn = 0; turn < 2000; turn += 1) {
    if (fact()) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.fail(`it never came true that ${what}`);
}

const isEmpty = ({ outbox }) => () => outbox.of("r").length === 0;

test("words are kept before they are shown, and leave only after the acknowledgement", async () => {
  const told = [];
  const all = await setUp();
  all.outbox.onAccepted((entry, { seq }) => told.push(`${all.outbox.of("r").length} kept while ${entry.body} is ${seq}`));
  await all.outbox.add({ room: "r", body: "one" });
  assert.equal((await all.vault.list("outbox")).length, 1);
  all.sender.send("r");
  await until(isEmpty(all), "the outbox is empty");
  assert.deepEqual(told, ["1 kept while one is 1"]);
  assert.deepEqual(await all.vault.list("outbox"), []);
});

test("ten messages typed while the server is away arrive once each, in typed order", async () => {
  const all = await setUp();
  all.server.willFail("offline", "offline", "offline", "timeout", "unavailable");
  await Promise.all(Array.from({ length: 10 }, (_, index) => all.outbox.add({ room: "r", body: `message ${index + 1}` })));
  all.sender.send("r");
  await until(isEmpty(all), "the outbox is empty");
  assert.deepEqual(all.server.bodies(), Array.from({ length: 10 }, (_, index) => `message ${index + 1}`));
});

test("an answer lost a hundred times after the commit leaves a hundred messages", async () => {
  const all = await setUp();
  for (let index = 0; index < 100; index += 1) {
    all.server.willFail("lost");
    await all.outbox.add({ room: "r", body: `message ${index}` });
    all.sender.send("r");
    await until(isEmpty(all), "the outbox is empty");
  }
  assert.equal(all.server.kept.length, 100);
});

test("what an earlier page left goes out by itself, under the same client id", async () => {
  const before = await setUp();
  const entry = await before.outbox.add({ room: "r", body: "left behind" });
  const after = await setUp({ vault: before.vault, server: before.server });
  assert.deepEqual(after.outbox.of("r").map((each) => each.client_id), [entry.client_id]);
  after.sender.sendAllRooms();
  await until(isEmpty(after), "the outbox is empty");
  assert.deepEqual(after.server.kept, [{ client_id: entry.client_id, body: "left behind" }]);
});

test("two tabs of one browser neither reorder nor double", async () => {
  const one = await setUp();
  const two = await setUp({ vault: one.vault, server: one.server, locks: one.locks });
  for (let index = 0; index < 20; index += 1) await (index % 2 ? one : two).outbox.add({ room: "r", body: `${index}` });
  one.sender.send("r");
  two.outbox.load().then(() => two.sender.send("r"));
  await until(() => one.server.kept.length === 20, "all are there");
  assert.deepEqual(one.server.bodies(), Array.from({ length: 20 }, (_, index) => `${index}`));
});

test("another tab learns what was accepted while it still shows the words", async () => {
  const [here, there] = [new EventTarget(), new EventTarget()];
  here.postMessage = (data) => there.dispatchEvent(new MessageEvent("message", { data }));
  there.postMessage = (data) => here.dispatchEvent(new MessageEvent("message", { data }));
  const one = await setUp({ channel: here });
  const two = await setUp({ vault: one.vault, server: one.server, locks: one.locks, channel: there });
  const heard = [];
  two.outbox.onAccepted((entry, { seq }) => heard.push([entry.body, seq, two.outbox.of("r").length]));
  await one.outbox.add({ room: "r", body: "one" });
  await until(() => two.outbox.of("r").length === 1, "the other tab shows it");
  one.sender.send("r");
  await until(isEmpty(two), "the other tab is empty too");
  assert.deepEqual(heard, [["one", 1, 1]]);
});

test("a refused message stays with its reason and does not hold up the next", async () => {
  for (const code of ["invalid", "too_large", "forbidden", "conflict"]) {
    const all = await setUp();
    all.server.willFail({ code, message: "Not like this." });
    await all.outbox.add({ room: "r", body: "odd" });
    await all.outbox.add({ room: "r", body: "even" });
    all.sender.send("r");
    await until(() => all.server.kept.length === 1 && all.outbox.of("r").length === 1, "only the refused one is left");
    const [left] = all.outbox.of("r");
    assert.deepEqual([left.body, all.sender.phaseOf(left), left.reason], ["odd", "failed", { code, message: "Not like this." }]);
    await all.sender.retry(left);
    await until(isEmpty(all), "the outbox is empty");
    assert.deepEqual(all.server.bodies(), ["even", "odd"]);
  }
});

test("too fast waits as long as the server says, and is not called a failure", async () => {
  const all = await setUp();
  all.server.willFail({ code: "rate_limited", retry_after: 7 });
  await all.outbox.add({ room: "r", body: "one" });
  all.sender.send("r");
  await until(isEmpty(all), "the outbox is empty");
  assert.deepEqual(all.naps, [7000]);
});

test("it waits longer after each failure, up to half a minute, and says so to the person", async () => {
  const all = await setUp();
  const phases = [];
  all.sender.onChange(() => phases.push(all.outbox.of("r").map(all.sender.phaseOf).join()));
  all.server.willFail(...Array(8).fill("offline"));
  await all.outbox.add({ room: "r", body: "one" });
  all.sender.send("r");
  await until(isEmpty(all), "the outbox is empty");
  assert.deepEqual(all.naps, [1000, 2000, 4000, 8000, 15000, 30000, 30000, 30000]);
  assert.equal(phases[0], "waiting");
});

test("an ended login stops sending and keeps the words", async () => {
  const all = await setUp();
  all.server.willFail("unauthenticated");
  await all.outbox.add({ room: "r", body: "one" });
  all.sender.send("r");
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.deepEqual(all.server.kept, []);
  assert.equal((await all.vault.list("outbox")).length, 1);
});

test("words changed after they were secretly stored become a message of their own, never lost", async () => {
  const all = await setUp();
  all.server.willFail("lost");
  const entry = await all.outbox.add({ room: "r", body: "first words" });
  await assert.rejects(all.server.deliver(entry));
  await all.outbox.rewrite(entry.client_id, "better words");
  all.sender.send("r");
  await until(() => all.outbox.of("r")[0]?.phase === "failed", "the conflict is known");
  const [left] = all.outbox.of("r");
  assert.notEqual(left.client_id, entry.client_id);
  assert.equal(left.reason.code, "changed");
  await all.sender.retry(left);
  await until(isEmpty(all), "the outbox is empty");
  assert.deepEqual(all.server.bodies(), ["first words", "better words"]);
});

const phases = ({ outbox, sender }) => outbox.of("r").map(sender.phaseOf);
const aMoment = () => new Promise((resolve) => setTimeout(resolve, 20));

test("words being changed stay, and those after them say that they wait, in a later page too", async () => {
  const before = await setUp();
  await before.outbox.add({ room: "r", body: "earlier" });
  const entry = await before.outbox.add({ room: "r", body: "first" });
  await before.outbox.add({ room: "r", body: "after" });
  await before.outbox.edit("r", entry.client_id);
  await before.outbox.keepEdit(entry.client_id, "seco");
  const all = await setUp({ vault: before.vault, server: before.server });
  all.sender.send("r");
  await aMoment();
  assert.deepEqual(all.server.bodies(), ["earlier"]);
  assert.deepEqual(phases(all), ["editing", "held"]);
  assert.equal((await all.outbox.edit("r", entry.client_id)).edited, "seco");
  await all.outbox.rewrite(entry.client_id, "second");
  all.sender.send("r");
  await until(isEmpty(all), "the outbox is empty");
  assert.deepEqual(all.server.bodies(), ["earlier", "second", "after"]);
});

test("an edit that is given up lets the words go as they were, and a late stroke does not bring it back", async () => {
  const all = await setUp();
  const entry = await all.outbox.add({ room: "r", body: "first" });
  await all.outbox.edit("r", entry.client_id);
  await all.outbox.keepEdit(entry.client_id, "second");
  await all.outbox.cancelEdit(entry.client_id);
  await all.outbox.keepEdit(entry.client_id, "seconds");
  assert.deepEqual(phases(all), ["sending"]);
  all.sender.send("r");
  await until(isEmpty(all), "the outbox is empty");
  assert.deepEqual(all.server.bodies(), ["first"]);
  assert.equal(await all.outbox.edit("r", entry.client_id), null);
});

test("refused words being changed hold up nobody: the next ones have gone past them", async () => {
  const all = await setUp();
  all.server.willFail("invalid");
  const entry = await all.outbox.add({ room: "r", body: "odd" });
  all.sender.send("r");
  await until(() => phases(all)[0] === "failed", "it is refused");
  await all.outbox.edit("r", entry.client_id);
  await all.outbox.add({ room: "r", body: "even" });
  all.sender.send("r");
  await until(() => all.server.bodies().includes("even"), "the next has gone");
  await all.outbox.cancelEdit(entry.client_id);
  assert.deepEqual(phases(all), ["failed"]);
});

test("an edit of words that turn out to be sent already is kept, as a message of its own", async () => {
  const all = await setUp();
  const entry = await all.outbox.add({ room: "r", body: "first" });
  await all.outbox.edit("r", entry.client_id);
  await all.outbox.keepEdit(entry.client_id, "second");
  await all.outbox.part(entry.client_id);
  const [left] = all.outbox.of("r");
  assert.deepEqual([left.body, all.sender.phaseOf(left), left.reason.code], ["second", "failed", "changed"]);
});

test("rooms do not wait for one another", async () => {
  const all = await setUp();
  let close;
  all.outbox.alone("r", () => new Promise((resolve) => (close = resolve)));
  await all.outbox.add({ room: "r", body: "held" });
  await all.outbox.add({ room: "other", body: "free" });
  all.sender.sendAllRooms();
  await until(() => all.server.bodies().includes("free"), "the other room was sent");
  assert.deepEqual(all.server.bodies(), ["free"]);
  close();
  await until(isEmpty(all), "the outbox is empty");
});

test("words that cannot be read any more are counted, not shown and not sent", async () => {
  const vault = memoryVault();
  await vault.put("outbox", "x", null);
  const all = await setUp({ vault });
  assert.equal(all.outbox.unreadable, 1);
  assert.deepEqual(all.outbox.rooms(), []);
});
