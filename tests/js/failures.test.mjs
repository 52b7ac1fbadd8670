import assert from "node:assert/strict";
import { test } from "node:test";
import { createFailures } from "../../static/js/chat/failures.js";

const entry = (client_id, phase, reason = null) => ({ client_id, phase, body: `words of ${client_id}`, reason });

function setUp() {
  const said = [];
  return { said, look: createFailures({ say: (words) => said.push(words), context: { device: "phone", isNote: false } }) };
}

test("words that wait are told once, however often they are tried", () => {
  const { said, look } = setUp();
  for (const phase of ["sending", "waiting", "sending", "waiting"]) look([entry("a", phase)]);
  assert.deepEqual(said, ["Not sent. Kept on this phone. Your words: words of a"]);
});

test("a refusal is told with its reason, and again after another try", () => {
  const { said, look } = setUp();
  const refused = entry("a", "failed", { code: "not_found" });
  look([refused]);
  look([refused]);
  look([entry("a", "sending")]);
  look([refused]);
  assert.equal(said.length, 2);
  assert.match(said[0], /^Not sent: you can no longer write in this room\. Kept on this phone\./);
});

test("several at once are one sentence, and what was sent is forgotten", () => {
  const { said, look } = setUp();
  look([entry("a", "waiting"), entry("b", "waiting")]);
  look([]);
  assert.deepEqual(said, ["2 messages are not sent. They are kept on this phone."]);
});
