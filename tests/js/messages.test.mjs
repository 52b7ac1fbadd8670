import assert from "node:assert/strict";
import { test } from "node:test";
import { createLog } from "../../static/js/chat/messages.js";

const text = (seq, author = "ben", rest = {}) => ({ id: `m${seq}`, seq, client_id: `c${seq}`, author: { id: author }, kind: "text", body: `words ${seq}`, at: "2026-11-24T08:00:00.000Z", ...rest });
const run = (from, to, author) => Array.from({ length: to - from + 1 }, (_, index) => text(from + index, author));
const seqs = (log) => log.all.map((message) => message.seq);

test("messages that arrive in any order and twice stand once, in the server's order", () => {
  const log = createLog({ viewer: "ada" });
  log.merge([text(3), text(1)]);
  log.merge([text(2), text(3), text(1)]);
  assert.deepEqual(seqs(log), [1, 2, 3]);
});

test("only what was not known is reported as new", () => {
  const log = createLog({ viewer: "ada", messages: run(1, 3), lastSeq: 3 });
  assert.deepEqual(log.merge([text(3), text(4)]).map((message) => message.seq), [4]);
});

test("a gap is asked for from the last message without one before it", () => {
  const log = createLog({ viewer: "ada", messages: run(1, 3), lastSeq: 3 });
  assert.equal(log.missingAfter(), null);
  log.merge([text(6)]);
  assert.equal(log.missingAfter(), 3);
  log.merge([text(4)]);
  assert.equal(log.missingAfter(), 4);
  log.merge([text(5)]);
  assert.equal(log.missingAfter(), null);
});

test("a higher last number from the server is a gap at the end", () => {
  const log = createLog({ viewer: "ada", messages: run(1, 3), lastSeq: 3 });
  log.learnLast(7);
  assert.equal(log.missingAfter(), 3);
});

test("a page that begins in the middle of the history is whole", () => {
  const log = createLog({ viewer: "ada", messages: run(41, 60), lastSeq: 60 });
  assert.equal(log.missingAfter(), null);
  assert.equal(log.hasOlder, true);
  assert.equal(log.prepend(run(21, 40)), 20);
  assert.equal(log.firstSeq, 21);
  assert.equal(log.prepend(run(21, 40)), 0);
  assert.equal(log.all.length, 40);
});

test("an empty room is whole and its first message is new", () => {
  const log = createLog({ viewer: "ada", lastSeq: 0 });
  assert.equal(log.missingAfter(), null);
  assert.equal(log.hasOlder, false);
  assert.equal(log.merge([text(1)]).length, 1);
  assert.equal(log.missingAfter(), null);
});

test("an acknowledgement of something older than what is loaded does not tear the log", () => {
  const log = createLog({ viewer: "ada", messages: run(41, 60), lastSeq: 60 });
  assert.equal(log.merge([text(7, "ada")]).length, 0);
  assert.equal(log.firstSeq, 41);
});

test("numbers that are none are left out", () => {
  const log = createLog({ viewer: "ada" });
  assert.equal(log.merge([text(0), text(1.5), text("2"), text(NaN)]).length, 0);
});

test("a mark never moves back", () => {
  const log = createLog({ viewer: "ada", read: { ben: 5 } });
  assert.equal(log.mark("ben", 4, "x"), false);
  assert.equal(log.mark("ben", 8, "2026-11-24T08:01:00.000Z"), true);
  assert.equal(log.mark("ben", 6), false);
  assert.deepEqual(log.othersMarks(), [{ user: "ben", seq: 8, at: "2026-11-24T08:01:00.000Z" }]);
});

test("unread is what others wrote behind my mark", () => {
  const log = createLog({ viewer: "ada", messages: [...run(1, 4, "ben"), text(5, "ada"), text(6, "theo")], lastSeq: 6, read: { ada: 2 } });
  assert.deepEqual(log.unread().map((message) => message.seq), [3, 4, 6]);
  log.mark("ada", 6);
  assert.deepEqual(log.unread(), []);
});

test("my message is found by its client id, another's with the same id is not mine", () => {
  const log = createLog({ viewer: "ada", messages: [text(1, "ben", { client_id: "x" })], lastSeq: 1 });
  assert.equal(log.ownWith("x"), undefined);
  log.merge([text(2, "ada", { client_id: "x" })]);
  assert.equal(log.ownWith("x").seq, 2);
});

test("a correction takes the place of the first words", () => {
  const log = createLog({ viewer: "ada", messages: run(1, 3), lastSeq: 3 });
  const before = log.bySeq(2);
  log.merge([text(2)]);
  assert.equal(log.bySeq(2), before);
  log.merge([text(2, "ben", { body: "better words" })]);
  assert.equal(log.all[1].body, "better words");
});

test("starting afresh forgets the old list and keeps the marks", () => {
  const log = createLog({ viewer: "ada", messages: run(1, 50), lastSeq: 50, read: { ada: 30 } });
  log.restart(run(901, 1000), 1000);
  assert.equal(log.missingAfter(), null);
  assert.equal(log.all.length, 100);
  assert.equal(log.readUpTo("ada"), 30);
});

test("ten thousand shuffled messages with doubles come out as one gap-free row", () => {
  const all = run(1, 10_000);
  const order = [...all, ...all.slice(0, 500)].map((message) => [Math.sin(message.seq * 9301), message]).sort((one, other) => one[0] - other[0]);
  const log = createLog({ viewer: "ada", messages: [text(1)], lastSeq: 1 });
  for (let from = 0; from < order.length; from += 200) log.merge(order.slice(from, from + 200).map(([, message]) => message));
  assert.equal(log.all.length, 10_000);
  assert.equal(log.missingAfter(), null);
  assert.ok(log.all.every((message, index) => message.seq === index + 1));
});

test("what others hold never goes back, and a time may come later", () => {
  const log = createLog({ viewer: "ada", received: { ben: 3, ada: 9 }, receivedAt: { ben: null } });
  assert.deepEqual(log.othersReceipts(), [{ user: "ben", seq: 3, at: null }]);
  assert.equal(log.receive("ben", 2, "then"), false);
  assert.equal(log.receive("ben", 3, "then"), true);
  assert.equal(log.receive("ben", 3, "later"), false);
  assert.equal(log.receive("theo", 1, "then"), true);
  assert.deepEqual(log.othersReceipts(), [{ user: "ben", seq: 3, at: "then" }, { user: "theo", seq: 1, at: "then" }]);
});
