import assert from "node:assert/strict";
import { test } from "node:test";
import { length, plainBody, problemOf, roomLeft } from "../../static/js/chat/body.js";
import { cleanName, hereWords, printWords, shortName, stateWords, typingWords } from "../../static/js/chat/words.js";

test("people are named as they are spoken of", () => {
  assert.equal(shortName("Dr Elena Ruiz"), "Dr Ruiz");
  assert.equal(shortName("Sam Whitlock"), "Sam");
  assert.equal(shortName("Dr"), "Dr");
  assert.equal(shortName(undefined), "");
});

test("a name cannot turn the line around it", () => {
  assert.equal(cleanName("Sam\u202e kcoltihW\u2066"), "Sam kcoltihW");
});

test("writing and presence are whole sentences", () => {
  assert.equal(typingWords([]), "");
  assert.equal(typingWords(["Sam"]), "Sam is writing");
  assert.equal(typingWords(["Sam", "Dr Ruiz"]), "Sam and Dr Ruiz are writing");
  assert.equal(typingWords(["a", "b", "c", "d"]), "4 people are writing");
  assert.equal(hereWords(["Sam"]), "Sam is here");
});

test("a state says only what is known", () => {
  assert.equal(stateWords({ phase: "sending" }).text, "Sending");
  assert.equal(stateWords({ phase: "sent", time: "08:39" }).text, "Sent 08:39");
  assert.equal(stateWords({ phase: "read", readers: ["Dr Ruiz"], time: "08:41" }).text, "Read by Dr Ruiz 08:41");
  assert.equal(stateWords({ phase: "read", readers: ["Dr Ruiz"], time: "" }).text, "Read by Dr Ruiz");
  assert.equal(stateWords({ phase: "waiting" }).text, "Not sent. Kept on this phone.");
  assert.equal(stateWords({ phase: "waiting", device: "computer" }).text, "Not sent. Kept on this computer.");
  assert.equal(stateWords({ phase: "failed", reason: { code: "too_large" } }).text, "Not sent: it is too long. Kept on this phone.");
  assert.equal(stateWords({ phase: "sent", time: "08:39", isNote: true }).text, "Saved 08:39");
  assert.match(stateWords({ phase: "failed", reason: { code: "changed" } }).text, /already sent/u);
  assert.equal(stateWords({ phase: "editing" }).text, "You are editing this. It is not sent until you finish.");
  assert.equal(stateWords({ phase: "held" }).text, "Waits until you finish editing.");
});

test("a body is what the server will keep", () => {
  assert.equal(plainBody("  a\r\nb\tc\u0000\u0007\rd \n"), "a\nb\tc\nd");
  assert.equal(plainBody("e\u0301"), "\u00e9");
  assert.equal(plainBody("x\ud800y"), "x\ufffdy");
  assert.equal(plainBody(" \n\t "), "");
});

test("length is counted in characters, not in halves of them", () => {
  assert.equal(length("😀😀"), 2);
  assert.equal(problemOf("😀".repeat(8000)), null);
  assert.match(problemOf("x".repeat(8001)), /8,001 characters; 8,000 fit/u);
});

test("delivered is said with its time, and never of staff notes", () => {
  assert.equal(stateWords({ phase: "delivered", time: "08:41", sent: "08:40" }).text, "Delivered 08:41");
  assert.equal(stateWords({ phase: "delivered", time: "", sent: "08:40" }).text, "Delivered");
  assert.deepEqual(stateWords({ phase: "delivered", time: "08:41", sent: "08:40", isNote: true }), { icon: "sent", text: "Saved 08:40" });
});

test("the room that is left is told before there is none", () => {
  assert.equal(roomLeft("a".repeat(7_499)), null);
  assert.deepEqual(roomLeft("a".repeat(7_600)), { words: "400 characters left in this message.", isOver: false });
  assert.equal(roomLeft("a".repeat(7_999)).words, "1 character left in this message.");
  assert.equal(roomLeft("a".repeat(8_000)).isOver, false);
  assert.deepEqual(roomLeft("a".repeat(8_001)), { words: "1 character too long for one message. Send it in two parts.", isOver: true });
  assert.equal(roomLeft("\u{1f600}".repeat(4_000)), null); // counted as people do, not as the machine
});

test("a paper says what is not on it", () => {
  assert.equal(printWords({ since: null, unsent: 0 }), "");
  assert.match(printWords({ since: "Monday 2 March 2026, 08:39", unsent: 0 }), /not complete: messages before Monday 2 March 2026, 08:39/);
  assert.equal(printWords({ since: null, unsent: 2 }), "2 messages that have not been sent are not on this paper.");
});
