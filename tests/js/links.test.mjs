import assert from "node:assert/strict";
import { test } from "node:test";
import { splitLinks } from "../../static/js/chat/links.js";

const links = (text) => splitLinks(text).filter((part) => part.href).map((part) => part.text);

test("the parts are exactly the text, whatever stands in it", () => {
  for (const text of ["", "plain", "https://a.example", "see https://a.example, then (http://b.example/x_(y)) and mailto:c@d.example.", "<b>https://e.example</b>", "\u202ehttps://f.example", "😀 https://g.example/😀!"])
    assert.equal(splitLinks(text).map((part) => part.text).join(""), text);
});

test("http, https and mailto become links", () => {
  assert.deepEqual(links("a https://x.example/y?z=1#w b http://u.example mailto:sam@practice.example"), ["https://x.example/y?z=1#w", "http://u.example", "mailto:sam@practice.example"]);
});

test("nothing else does", () => {
  for (const text of ["javascript:alert(1)", "data:text/html,x", "ftp://x.example", "file:///etc/passwd", "vbscript:x", "www.x.example", "xhttps://", "https://", "JAVASCRIPT:https"])
    assert.deepEqual(links(text), [], text);
});

test("a script inside an address stays part of the address of that site", () => {
  const [part] = splitLinks("https://x.example/javascript:alert(1)").filter((each) => each.href);
  assert.ok(part.href.startsWith("https://x.example/"));
});

test("the end of a sentence does not belong to the address", () => {
  assert.deepEqual(links("Go to https://x.example/a."), ["https://x.example/a"]);
  assert.deepEqual(links("(https://x.example/a)"), ["https://x.example/a"]);
  assert.deepEqual(links("https://x.example/a_(b)"), ["https://x.example/a_(b)"]);
  assert.deepEqual(links("https://x.example/a?!"), ["https://x.example/a"]);
});

test("an address that hides where it leads stays plain words", () => {
  assert.deepEqual(links("https://practice.example@evil.example/"), []);
  assert.deepEqual(links("https://practice.example/\u202egnp.exe"), []);
});

test("a text of the greatest length is split at once", () => {
  const long = "https://x.example/((((".repeat(360);
  const before = performance.now();
  splitLinks(long);
  splitLinks("(".repeat(8000));
  splitLinks(`https://x.example/${")".repeat(7900)}`);
  assert.ok(performance.now() - before < 500);
});
