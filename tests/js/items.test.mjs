import assert from "node:assert/strict";
import { test } from "node:test";
import { itemsOf, keyOf } from "../../static/js/chat/items.js";

const at = (time, day = 24) => `2026-11-${day}T${time}:00.000Z`;
const said = (seq, author, time, day) => ({ id: `m${seq}`, seq, client_id: `c${seq}`, author: { id: author }, kind: "text", body: "words", at: at(time, day) });
const waiting = (id, phase = "sending") => ({ client_id: id, body: "words", typed_at: at("08:00"), phase });
const show = (messages, unsent = [], rest = {}) =>
  itemsOf(messages, unsent, { viewer: "ada", zone: "Europe/London", newFrom: null, newCount: 0, readers: [], isLive: () => false, ...rest });
const rows = (items) => items.filter((item) => item.type === "message");

test("a day stands once above its first message, by the wall clock of the viewer", () => {
  const evening = [said(1, "ben", "22:30", 23), said(2, "ben", "23:30", 23)];
  assert.deepEqual(show(evening).map((item) => item.key).filter((key) => key.startsWith("day")), ["day:2026-11-23"]);
  const inTokyo = show(evening, [], { zone: "Asia/Tokyo" });
  assert.deepEqual(inTokyo.map((item) => item.key).filter((key) => key.startsWith("day")), ["day:2026-11-24"]);
  const midnight = [said(1, "ben", "23:59", 23), said(2, "ben", "00:01", 24)];
  assert.equal(show(midnight).filter((item) => item.type === "day").length, 2);
});

test("messages of one person close together are one run", () => {
  const items = rows(show([said(1, "ben", "08:00"), said(2, "ben", "08:05"), said(3, "theo", "08:06"), said(4, "ben", "08:07"), said(5, "ben", "08:30")]));
  assert.deepEqual(items.map((item) => item.head), [true, false, true, true, true]);
});

test("a sentence of the system ends a run and is nobody's", () => {
  const items = rows(show([said(1, "ada", "08:00"), { ...said(2, "ada", "08:01"), kind: "system" }, said(3, "ada", "08:02")]));
  assert.deepEqual(items.map((item) => item.head), [true, true, true]);
  assert.equal(items[1].state, null);
});

test("the line stands above the first unread message and begins a new run", () => {
  const items = show([said(1, "ben", "08:00"), said(2, "ben", "08:01")], [], { newFrom: 2, newCount: 1 });
  assert.deepEqual(items.map((item) => item.type), ["day", "message", "new", "message"]);
  assert.equal(items[3].head, true);
});

test("a missing number is shown as a gap, never hidden", () => {
  const items = show([said(1, "ben", "08:00"), said(4, "ben", "08:01")]);
  assert.deepEqual(items.map((item) => item.type), ["day", "message", "gap", "message"]);
});

test("unsent words stay last in typed order, each with what can be done", () => {
  const items = rows(show([said(1, "ada", "08:00")], [waiting("a", "waiting"), waiting("b", "failed")]));
  assert.deepEqual(items.map((item) => item.state?.phase), ["sent", "waiting", "failed"]);
  assert.deepEqual(items.map((item) => item.message.client_id), ["c1", "a", "b"]);
});

test("of several being sent only the last says so", () => {
  const items = rows(show([], [waiting("a"), waiting("b"), waiting("c")]));
  assert.deepEqual(items.map((item) => item.state.isQuiet), [true, true, false]);
});

test("the bubble of a message being sent keeps its key when it is sent", () => {
  const unsent = rows(show([], [waiting("a")]))[0];
  assert.equal(unsent.key, keyOf({ author: { id: "ada" }, client_id: "a", seq: 9 }));
});

test("only the newest of an own run says that it was sent", () => {
  const items = rows(show([said(1, "ada", "08:00"), said(2, "ada", "08:01"), said(3, "ben", "08:02"), said(4, "ada", "08:03")]));
  assert.deepEqual(items.map((item) => item.state?.phase ?? null), [null, "sent", null, "sent"]);
  assert.equal(items[1].state.time, "08:01");
});

test("a reader's name stands under the last message that they have read", () => {
  const readers = [{ seq: 1, at: at("08:10"), name: "Sam" }, { seq: 3, at: null, name: "Dr Ruiz" }];
  const items = rows(show([said(1, "ada", "08:00"), said(2, "ada", "08:01"), said(3, "ada", "08:02"), said(4, "ada", "08:03")], [], { readers }));
  assert.deepEqual(items.map((item) => item.state?.phase ?? null), ["read", null, "read", "sent"]);
  assert.deepEqual(items[0].state, { phase: "read", readers: ["Sam"], time: "08:10" });
  assert.deepEqual(items[2].state, { phase: "read", readers: ["Dr Ruiz"], time: "" });
});

test("an older run that was read on the way says by whom, without a time that nobody knows", () => {
  const readers = [{ seq: 3, at: at("08:10"), name: "Sam" }];
  const items = rows(show([said(1, "ada", "08:00"), said(2, "ben", "08:01"), said(3, "ada", "08:02")], [], { readers }));
  assert.deepEqual(items[0].state, { phase: "read", readers: ["Sam"], time: "" });
});

test("the end of a run names everybody who has read it", () => {
  const readers = [{ seq: 2, at: at("08:10"), name: "Sam" }, { seq: 9, at: at("08:12"), name: "Dr Ruiz" }];
  const items = rows(show([said(1, "ada", "08:00"), said(2, "ada", "08:01"), said(3, "ben", "08:02"), said(4, "ada", "08:03")], [], { readers }));
  assert.deepEqual(items.map((item) => item.state?.readers ?? null), [null, ["Sam", "Dr Ruiz"], null, ["Dr Ruiz"]]);
  assert.deepEqual(items.map((item) => item.state?.time ?? null), [null, "", null, "08:12"]);
});

test("nothing of others ever carries a state", () => {
  const items = rows(show([said(1, "ben", "08:00")], [], { readers: [{ seq: 1, at: null, name: "Sam" }] }));
  assert.equal(items[0].state, null);
});

test("delivered is what a browser of somebody's holds, since the first of them", () => {
  const holders = [{ seq: 2, at: at("08:03") }, { seq: 2, at: at("08:02") }];
  const items = rows(show([said(1, "ada", "08:00"), said(2, "ada", "08:01")], [], { holders }));
  assert.deepEqual(items[1].state, { phase: "delivered", time: "08:02", sent: "08:01" });
  const behind = rows(show([said(1, "ada", "08:00"), said(2, "ada", "08:01")], [], { holders: [{ seq: 1, at: at("08:00") }] }));
  assert.equal(behind[1].state.phase, "sent");
});

test("whoever has read it has it: read stands before delivered", () => {
  const rest = { holders: [{ seq: 1, at: at("08:02") }], readers: [{ seq: 1, at: at("08:04"), name: "Sam" }] };
  assert.equal(rows(show([said(1, "ada", "08:00")], [], rest))[0].state.phase, "read");
});

test("an older message says delivered without a time that nobody knows", () => {
  const messages = [said(1, "ada", "08:00"), said(2, "ben", "08:01"), said(3, "ada", "08:02")];
  const items = rows(show(messages, [], { holders: [{ seq: 3, at: at("08:03") }] }));
  assert.deepEqual([items[0].state.time, items[2].state.time], ["", "08:03"]);
});

test("words on their way already show what they answer", () => {
  const items = rows(show([said(1, "ben", "08:00")], [{ ...waiting("a"), reply_to: "m1" }]));
  assert.equal(items[1].message.reply_to, "m1");
});
