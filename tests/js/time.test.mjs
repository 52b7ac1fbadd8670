import assert from "node:assert/strict";
import { test } from "node:test";
import { clockTime, dayKey, dayWords, fullTime, learnServerTime, serverNow, shortDay, spanWords } from "../../static/js/core/time.js";

const NOON = "2026-11-24T12:00:00.000Z";

test("times are read in the zone of the viewer", () => {
  assert.equal(clockTime("2026-11-24T08:39:59.999Z", "Europe/London"), "08:39");
  assert.equal(clockTime("2026-11-24T08:39:00.000Z", "Asia/Kolkata"), "14:09");
  assert.equal(clockTime("2026-11-24T00:05:00.000Z", "Europe/London"), "00:05");
});

test("days are named as people name them", () => {
  const now = new Date(NOON);
  assert.equal(dayWords("2026-11-24T08:00:00.000Z", "Europe/London", now), "Today, Tuesday 24 November");
  assert.equal(dayWords("2026-11-23T08:00:00.000Z", "Europe/London", now), "Yesterday, Monday 23 November");
  assert.equal(dayWords("2026-11-20T08:00:00.000Z", "Europe/London", now), "Friday 20 November");
  assert.equal(dayWords("2025-11-20T08:00:00.000Z", "Europe/London", now), "Thursday 20 November 2025");
});

test("today begins at midnight where the viewer is", () => {
  assert.equal(dayKey("2026-11-23T23:30:00.000Z", "Europe/Berlin"), "2026-11-24");
  assert.equal(dayKey("2026-11-23T23:30:00.000Z", "America/New_York"), "2026-11-23");
});

test("a zone that nobody knows does not break the page", () => {
  assert.match(clockTime(NOON, "Mars/Olympus"), /^\d\d:\d\d$/u);
});

test("the server's clock counts, not the phone's", () => {
  learnServerTime(new Date(Date.now() + 5 * 3_600_000).toISOString());
  assert.ok(Math.abs(serverNow() - Date.now() - 5 * 3_600_000) < 1000);
  learnServerTime("not a time");
  assert.ok(Math.abs(serverNow() - Date.now() - 5 * 3_600_000) < 1000);
  learnServerTime(new Date().toISOString());
});

test("spans and short days", () => {
  assert.equal(spanWords(59_000), "less than a minute");
  assert.equal(spanWords(7 * 60_000 + 1), "7 min");
  assert.equal(spanWords(65 * 60_000), "1 h 5 min");
  assert.equal(spanWords(3 * 86_400_000), "3 days");
  assert.equal(spanWords(-5), "less than a minute");
  assert.equal(shortDay("2026-11-24T08:00:00.000Z", "Europe/London", new Date(NOON)), "24 Nov");
  assert.equal(fullTime("2026-11-24T08:39:00.000Z", "Europe/London"), "Tuesday 24 November 2026, 08:39");
});
