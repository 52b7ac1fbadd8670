import assert from "node:assert/strict";
import { test } from "node:test";

const MODULE = new URL("../../static/js/core/theme.js", import.meta.url);
let page = 0;

/** Opens the module as a fresh page would: kept is what localStorage holds, rendered what the server put on <html>. */
async function openPage({ kept = null, rendered = {}, deviceIsDark = false, refusesStorage = false } = {}) {
  const store = new Map(kept ? [["telekat-theme", kept]] : []);
  const fieldset = { hidden: true, addEventListener: (name, handler) => (fieldset.change = handler) };
  const inputs = ["light", "dark", "auto"].map((value) => ({ value, checked: false }));
  const bar = { setAttribute: (name, value) => (bar[name] = value) };
  const refuse = () => {
    throw new Error("refused");
  };
  globalThis.localStorage = refusesStorage
    ? { getItem: refuse, setItem: refuse }
    : { getItem: (key) => store.get(key) ?? null, setItem: (key, value) => store.set(key, value) };
  globalThis.matchMedia = () => ({ matches: deviceIsDark, addEventListener() {} });
  globalThis.addEventListener = () => {};
  globalThis.document = {
    readyState: "complete",
    documentElement: { dataset: { ...rendered } },
    querySelector: () => bar,
    querySelectorAll: (selector) => (selector.endsWith("input") ? inputs : [fieldset]),
  };
  const module = await import(`${MODULE}?page=${(page += 1)}`);
  return { module, root: globalThis.document.documentElement, store, fieldset, bar, chosen: () => inputs.find((each) => each.checked)?.value };
}

test("the device decides until the person chose", async () => {
  const { root, bar, chosen } = await openPage({ deviceIsDark: true });
  assert.equal(root.dataset.bsTheme, undefined);
  assert.equal(chosen(), "auto");
  assert.equal(bar.content, "#23211e");
});

test("a kept choice wins over the device and over the server", async () => {
  const { root, chosen } = await openPage({ kept: "light", rendered: { bsTheme: "dark" }, deviceIsDark: true });
  assert.equal(root.dataset.bsTheme, "light");
  assert.equal(chosen(), "light");
});

test("choosing shows it, keeps it and can be taken back", async () => {
  const { root, store, fieldset, chosen } = await openPage();
  assert.equal(fieldset.hidden, false);
  fieldset.change({ target: { value: "dark" } });
  assert.equal(root.dataset.bsTheme, "dark");
  assert.equal(store.get("telekat-theme"), "dark");
  fieldset.change({ target: { value: "auto" } });
  assert.equal(root.dataset.bsTheme, undefined);
  assert.equal(chosen(), "auto");
});

test("a kept word that is none of the three counts for nothing", async () => {
  const { root } = await openPage({ kept: "neon" });
  assert.equal(root.dataset.bsTheme, undefined);
});

test("a page that is always dark stays dark", async () => {
  const { root } = await openPage({ kept: "light", rendered: { bsTheme: "dark", themeFixed: "" } });
  assert.equal(root.dataset.bsTheme, "dark");
});

test("refused storage ends the choice with the page and breaks nothing", async () => {
  const { root, fieldset } = await openPage({ refusesStorage: true });
  fieldset.change({ target: { value: "dark" } });
  assert.equal(root.dataset.bsTheme, "dark");
});
