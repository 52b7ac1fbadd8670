/**
 * Changing or deleting words that have not been sent. While it is open the outbox holds them back, and what was typed
 * after them, in every tab; each stroke is kept there, so an editor that was closed with its tab opens again in the next.
 * One tab shows the editor of a message; Edit in another takes it over.
 */

import { clone, find, setText, show } from "../core/dom.js";
import { plainBody, problemOf } from "./body.js";
import { isEdited, latestWords } from "./outbox.js";

const NOT_KEPT = "This could not be kept on this device. Your words are still here.";

/** rowOf(client_id): its row. done(): closed, the outbox may have changed. gone(): it was sent meanwhile. */
export function createUnsentEditor(root, { outbox, rowOf, done, gone, signal }) {
  let current = null; // {client_id, form, field, close}

  const entryOf = (client_id, room) => outbox.of(room).find((each) => each.client_id === client_id);

  /** The person pressed Edit. */
  async function open({ room, client_id }) {
    // A form whose row left the page, far up in the log, is nobody's any more.
    if (current?.form.isConnected) return current.field.focus();
    current?.close();
    await asEditor({ room, client_id }, { steal: true }, async () => {
      const entry = await outbox.edit(room, client_id);
      if (!entry) return gone();
      await edit(entry);
    });
  }

  /** Edits that an earlier page left open; one that another tab shows, when that tab is gone. */
  function restore(room) {
    for (const left of outbox.of(room).filter(isEdited)) {
      asEditor(left, {}, async () => {
        await outbox.load();
        const entry = entryOf(left.client_id, room);
        if (entry && isEdited(entry) && !current && !signal.aborted) await edit(entry);
      });
    }
  }

  /** Another tab that takes the editor over ends the wait here; its form must not go on keeping words. */
  async function asEditor({ client_id }, options, work) {
    try {
      await outbox.asEditor(client_id, options, work);
    } catch {
      if (current?.client_id === client_id) current.close();
    }
  }

  /** Resolves when the form is closed. Without its row in the page nothing opens: the row itself will offer Edit. */
  function edit(entry) {
    const row = rowOf(entry.client_id);
    if (!row) return Promise.resolve();
    const form = clone(root, "editor");
    const field = find(form, "editor-field");
    field.value = latestWords(entry);
    show(find(row, "bubble"), false);
    find(row, "actions")?.remove();
    row.append(form);
    if (isFree()) field.focus();
    return new Promise((resolve) => {
      function close() {
        form.remove();
        show(find(row, "bubble"), true);
        current = null;
        resolve();
        done();
      }
      current = { ...entry, form, field, close };
      listen(entry, form, field);
    });
  }

  /** An edit that comes over from a closed tab must not take the cursor out of what is being written here. */
  const isFree = () => document.activeElement?.matches("input, textarea") !== true;

  /** Each ending goes through the outbox; its change closes the form, here as in any other tab. */
  function listen({ client_id }, form, field) {
    const say = (problem) => {
      setText(find(form, "editor-problem"), problem ?? "");
      show(find(form, "editor-problem"), Boolean(problem));
    };
    const cancel = () => outbox.cancelEdit(client_id).catch(() => say(NOT_KEPT));
    const remove = () => outbox.remove(client_id).catch(() => say(NOT_KEPT));
    const save = () => {
      const body = plainBody(field.value);
      const problem = problemOf(body);
      say(problem);
      if (problem) return;
      if (body) outbox.rewrite(client_id, body).catch(() => say(NOT_KEPT));
      else cancel();
    };
    field.addEventListener("input", () => outbox.keepEdit(client_id, field.value).catch(() => say(NOT_KEPT)));
    form.addEventListener("submit", (event) => (event.preventDefault(), save()));
    find(form, "editor-delete").addEventListener("click", remove);
    find(form, "editor-cancel").addEventListener("click", cancel);
    form.addEventListener("keydown", (event) => {
      if (event.key === "Escape") cancel();
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing) save();
    });
  }

  outbox.onChange(() => {
    const entry = current && entryOf(current.client_id, current.room);
    if (current && !(entry && isEdited(entry))) current.close();
  }, signal);

  return { open, restore };
}
