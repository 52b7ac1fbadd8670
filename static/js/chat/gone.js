/** In place of a room that one is no longer in: shows what was not sent there, as this device keeps it. Sends nothing anew. */

import { clone, find, setText, show } from "../core/dom.js";
import { pageData } from "../core/page.js";
import { onWiped } from "../core/vault.js";
import { services } from "./services.js";

const root = find(document, "kept");
const { room_id: room } = pageData();
const { outbox, vault } = await services();

async function draw() {
  const draft = await vault.get("draft", room).catch(() => null);
  const unsent = outbox.of(room).map(({ body, edited }) => ["Not sent", edited ?? body]);
  const begun = draft?.body?.trim() ? [["You had begun to write", draft.body]] : [];
  const rows = [...unsent, ...begun].map(([label, words]) => {
    const row = clone(root, "kept-words");
    setText(find(row, "kept-label"), label);
    find(row, "kept-words").value = words;
    return row;
  });
  find(root, "kept-list").replaceChildren(...rows);
  show(root, rows.length > 0);
}

onWiped(() => find(root, "kept-list").replaceChildren());
outbox.onChange(draw);
draw();
