/**
 * A note that is being written: kept on this device at once and on the server within two seconds, brought together with
 * another device's words, filled from the record, signed. Signing is the only thing that cannot be taken back, and asks.
 */

import * as api from "../core/api.js";
import { find, findAll, need, setText, show } from "../core/dom.js";
import { beforeSignOut, connection, onLoginEnd, pageData } from "../core/page.js";
import { clockTime, learnServerTime, serverNow } from "../core/time.js";
import { memoryVault, onWiped, openVault } from "../core/vault.js";
import { createDraft } from "../chat/drafts.js";
import { createLinked } from "./linked.js";
import { createProposals } from "./proposals.js";
import { createSigning } from "./signing.js";

const LATEST_MS = 1_500; // whoever writes without a pause is saved after so long
const NEWS = ["questionnaire:submitted", "alert:raised", "alert:updated", "dosing:recorded", "checkin:answered"];
const FAILED = {
  conflict: "You also wrote in another tab or on another device",
  invalid: "Not saved: this text is too long or holds a character that cannot be shown",
  unauthenticated: "Not saved. Kept on this device; sign in to go on",
};

/** root: [data-role=note-editor]. */
export async function mount(root) {
  const { viewer, outbox_key: key, time_zone: zone } = pageData();
  const { signal } = (() => {
    const stop = new AbortController();
    onLoginEnd(() => stop.abort());
    return stop;
  })();
  const address = root.dataset.address;
  const field = need(root, "note-body");
  const initial = JSON.parse(need(root, "note-data").textContent);
  const linked = createLinked(root);
  const part = {};
  linked.draw(initial.sentences);

  const vault = key ? await openVault({ owner: viewer.id, key }) : memoryVault();
  const draft = createDraft({ address, shelf: "note", id: address, vault, api, initial, replaced, latest_ms: LATEST_MS, stood, met, signal });

  function replaced(body, isMerged) {
    field.value = body;
    if (isMerged) problem("You also wrote this in another tab or on another device. Both texts are here.");
  }

  function stood({ isDirty, failed }) {
    const at = clockTime(serverNow().toISOString(), zone);
    if (!isDirty) say(`Saved ${at}`);
    else if (failed) say(FAILED[failed] ?? `Not saved yet. Kept ${vault.lasting ? "on this device" : "in this page"}`);
    else say("Saving …");
  }

  function say(words) {
    setText(need(root, "note-standing"), words);
    const count = linked.count();
    const sentences = count ? `${count} linked ${count === 1 ? "sentence" : "sentences"}, ` : "";
    if (field.value.trim()) setText(find(document, "foot-note"), `Note: ${sentences}${words.charAt(0).toLowerCase()}${words.slice(1)}.`);
  }

  function problem(words) {
    setText(need(root, "note-problem"), words);
    show(need(root, "note-problem"), Boolean(words));
  }

  /** What the server has of this note: another device may have signed it meanwhile. */
  function met(theirs) {
    if (theirs.status !== "signed") return linked.draw(theirs.sentences);
    field.readOnly = true;
    problem("This note was signed meanwhile. What you wrote since is kept in this field: add it as an addendum after loading the page again.");
  }

  async function look() {
    linked.draw((await api.get(address)).sentences);
    if (!draft.isDirty) say(`Saved ${clockTime(serverNow().toISOString(), zone)}`);
  }

  async function insert(keys) {
    await draft.flush();
    field.readOnly = true;
    try {
      draft.came(await api.post(`${address}/sentences`, { keys, base_rev: draft.rev }));
      await look();
      problem("");
      field.focus();
    } finally {
      field.readOnly = false;
    }
  }

  async function sign() {
    await draft.flush();
    if (draft.isDirty) throw new Error("unsaved");
    const { signed_at: at } = await api.post(`${address}/signature`, { rev: draft.rev });
    learnServerTime(at);
    removeEventListener("beforeunload", warn);
    history.replaceState(null, "", "#note");
    location.reload();
  }

  const warn = (event) => draft.isDirty && event.preventDefault();
  part.proposals = createProposals(root.parentElement, { load: () => api.get(`${address}/draft`), insert });
  part.signing = createSigning(root.parentElement, { linked, sign, isEmpty: () => !field.value.trim() });
  field.addEventListener("input", () => draft.typed(field.value), { signal });
  need(root, "note-draft").addEventListener("click", part.proposals.open, { signal });
  for (const button of findAll(document, "foot-sign")) button.addEventListener("click", part.signing.open, { signal });
  addEventListener("beforeunload", warn, { signal });
  beforeSignOut(draft.flush);
  for (const event of NEWS) connection().on(event, () => linked.count() && look().catch(() => {}), signal);
  onLoginEnd(() => (field.readOnly = true));
  onWiped(() => (field.value = ""));
  if (field.value !== initial.body) draft.typed(field.value); // typed before we were ready
  await draft.restore();
}

const root = find(document, "note-editor");
if (root) mount(root);
