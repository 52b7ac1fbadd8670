/**
 * Changing or deleting words that have not been sent. While it is open nobody sends in this room, in any tab, so what
 * is being changed cannot leave half-way; closing it lets everything go on.
 */

import { clone, find, setText, show } from "../core/dom.js";
import { plainBody, problemOf } from "./body.js";

/** rowOf(client_id): its row. done(): closed, the outbox may have changed. gone(): it was sent meanwhile. */
export function createUnsentEditor(root, { outbox, rowOf, done, gone }) {
  let isOpen = false;

  async function open({ room, client_id }) {
    if (isOpen) return;
    isOpen = true;
    await outbox.alone(room, async () => {
      await outbox.load();
      const entry = outbox.of(room).find((each) => each.client_id === client_id);
      const row = rowOf(client_id);
      if (entry && row) await edit(row, entry);
      else gone();
    });
    isOpen = false;
    done();
  }

  function edit(row, entry) {
    const form = clone(root, "editor");
    const field = find(form, "editor-field");
    const bubble = find(row, "bubble");
    field.value = entry.body;
    show(bubble, false);
    find(row, "actions")?.remove();
    row.append(form);
    field.focus();
    return new Promise((resolve) => {
      const close = () => {
        form.remove();
        show(bubble, true);
        resolve();
      };
      const save = async () => {
        const body = plainBody(field.value);
        const problem = problemOf(body);
        setText(find(form, "editor-problem"), problem ?? "");
        show(find(form, "editor-problem"), Boolean(problem));
        if (problem) return;
        if (body) await outbox.rewrite(entry.client_id, body);
        close();
      };
      const remove = async () => {
        await outbox.remove(entry.client_id);
        close();
      };
      form.addEventListener("submit", (event) => (event.preventDefault(), save()));
      find(form, "editor-delete").addEventListener("click", remove);
      find(form, "editor-cancel").addEventListener("click", close);
      form.addEventListener("keydown", (event) => {
        if (event.key === "Escape") close();
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing) save();
      });
    });
  }

  return { open };
}
