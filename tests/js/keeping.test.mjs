import assert from "node:assert/strict";
import { test } from "node:test";
import { CallError } from "../../static/js/core/api.js";
import { createKeeping } from "../../static/js/checkins/keeping.js";

/** Timers that fire when told to, and calls that end when told to. */
function setUp() {
  const planned = new Map();
  const calls = [];
  const states = [];
  let answers = {};
  let number = 0;
  const timers = {
    setTimeout: (work, ms) => (planned.set(++number, { work, ms }), number),
    clearTimeout: (id) => planned.delete(id),
  };
  const send = (sent) => new Promise((resolve, reject) => calls.push({ sent, resolve, reject }));
  const keeping = createKeeping({ read: () => answers, send, onState: (state) => states.push(state), timers });
  return {
    keeping,
    calls,
    states,
    planned,
    say: (next) => (answers = next),
    fire: async () => {
      const [[id, { work }]] = planned;
      planned.delete(id);
      work();
      await null;
    },
    settle: async (how, value) => {
      calls.at(-1)[how](value);
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

const waits = (part) => [...part.planned.values()].map(({ ms }) => ms);

test("typing on is kept once, with the newest answers", async () => {
  const part = setUp();
  part.say({ text: "a" });
  part.keeping.soon();
  part.say({ text: "ab" });
  part.keeping.soon();
  assert.equal(part.planned.size, 1);
  await part.fire();
  assert.deepEqual(part.calls.map(({ sent }) => sent), [{ text: "ab" }]);
  await part.settle("resolve", { kept: true });
  assert.deepEqual(part.states, ["keeping", "kept"]);
  assert.equal(part.planned.size, 0);
});

test("an answer that must not wait is kept at once", () => {
  const part = setUp();
  part.keeping.soon();
  part.keeping.now();
  assert.deepEqual(waits(part), [0]);
});

test("what changes during a call is kept after it, never beside it", async () => {
  const part = setUp();
  part.say({ mood: 1 });
  part.keeping.now();
  await part.fire();
  part.say({ mood: 2 });
  part.keeping.now();
  await part.fire();
  assert.equal(part.calls.length, 1);
  await part.settle("resolve", {});
  await part.fire();
  assert.deepEqual(part.calls.map(({ sent }) => sent), [{ mood: 1 }, { mood: 2 }]);
});

for (const code of ["offline", "timeout", "unavailable", "rate_limited"]) {
  test(`${code} is tried again by itself`, async () => {
    const part = setUp();
    part.keeping.now();
    await part.fire();
    await part.settle("reject", new CallError({ code }));
    assert.deepEqual(part.states, ["keeping", "failed"]);
    assert.equal(part.planned.size, 1);
    await part.fire();
    await part.settle("resolve", {});
    assert.equal(part.states.at(-1), "kept");
  });
}

test("a refusal is not tried again until something changes", async () => {
  const part = setUp();
  part.keeping.now();
  await part.fire();
  await part.settle("reject", new CallError({ code: "conflict" }));
  assert.equal(part.planned.size, 0);
  part.keeping.soon();
  assert.equal(part.planned.size, 1);
});

test("nothing is kept any more once the form itself is sent", async () => {
  const part = setUp();
  part.keeping.soon();
  part.keeping.stop();
  part.keeping.now();
  assert.equal(part.planned.size, 0);
});
