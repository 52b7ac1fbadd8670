import assert from "node:assert/strict";
import { test } from "node:test";
import { createLog } from "../../static/js/chat/messages.js";
import { createReceipts } from "../../static/js/chat/receipts.js";

const said = (seq, author = "ben") => ({ id: `m${seq}`, seq, client_id: `c${seq}`, author: { id: author }, kind: "text", body: "words", at: "2026-11-24T08:00:00.000Z" });
const soon = (ms = 20) => new Promise((resolve) => setTimeout(resolve, ms));

function setUp({ messages = [], lastSeq = 0, told = 0 } = {}) {
  const said_ = [];
  const back = [];
  const socket = {
    state: "live",
    call: async (event, { seq }) => (said_.push([event, seq]), { seq }),
    onLive: (callback) => back.push(callback),
  };
  const log = createLog({ viewer: "ada", messages, lastSeq });
  const stop = new AbortController();
  const receipts = createReceipts({ room: "r", log, told, socket, api: {}, gatherMs: 1, signal: stop.signal });
  return { log, receipts, socket, said: said_, reconnect: () => back.forEach((callback) => callback()) };
}

test("several that come at once are told together, and the same not twice", async () => {
  const { log, receipts, said: told } = setUp();
  for (const seq of [1, 2, 3]) {
    log.merge([said(seq)]);
    receipts.got();
  }
  await soon();
  receipts.got();
  await soon();
  assert.deepEqual(told, [["message:received", 3]]);
});

test("what lies behind a gap is not here yet, and own words are no news", async () => {
  const { log, receipts, said: told } = setUp();
  log.merge([said(1), said(3), said(4)]);
  receipts.got();
  await soon();
  assert.deepEqual(told, [["message:received", 1]]);
  log.merge([said(2, "ada")]);
  receipts.got();
  await soon();
  assert.deepEqual(told.at(-1), ["message:received", 4]);
});

test("what the page opened with is told unless the server knows it", async () => {
  const knows = setUp({ messages: [said(1)], lastSeq: 1, told: 1 });
  knows.receipts.got();
  const newcomer = setUp({ messages: [said(1)], lastSeq: 1 });
  newcomer.receipts.got();
  await soon();
  assert.deepEqual([knows.said, newcomer.said], [[], [["message:received", 1]]]);
});

test("what could not be told while offline is told at the next connect", async () => {
  const one = setUp({ messages: [said(1)], lastSeq: 1 });
  const call = one.socket.call;
  one.socket.call = async () => {
    throw Object.assign(new Error(), { code: "offline" });
  };
  one.receipts.got();
  await soon();
  one.socket.call = call;
  one.reconnect();
  await soon();
  assert.deepEqual(one.said, [["message:received", 1]]);
});
