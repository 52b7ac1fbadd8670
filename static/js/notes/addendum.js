/**
 * The form for an addendum. Leaving with one begun warns; sending it does not. Words that were typed into a note on this
 * device while it was signed on another come here, so that they are not lost.
 */

import { find } from "../core/dom.js";
import { pageData } from "../core/page.js";
import { openVault } from "../core/vault.js";

const SHELF = "note"; // where notes/editor.js keeps what is not saved yet
const form = find(document, "addendum-form");

async function takeLeft(field, address) {
  const { viewer, outbox_key: key } = pageData();
  const vault = await openVault({ owner: viewer.id, key });
  const kept = await vault.get(SHELF, address).catch(() => null);
  if (!kept?.dirty) return;
  if (!field.value.trim()) field.value = kept.body;
  form.addEventListener("submit", () => vault.remove(SHELF, address).catch(() => {}));
}

if (form) {
  const field = find(form, "addendum-body");
  const address = find(document, "note-signed")?.dataset.address;
  const warn = (event) => field.value.trim() && event.preventDefault();
  addEventListener("beforeunload", warn);
  form.addEventListener("submit", () => removeEventListener("beforeunload", warn));
  if (address) takeLeft(field, address).catch(() => {});
}
