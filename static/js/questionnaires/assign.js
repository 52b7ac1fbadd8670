/** Gives a form. The client id belongs to the choice, so a second press after a lost answer gives no second form. */

import { findAll, need, setText, show } from "../core/dom.js";
import { connection } from "../core/page.js";

const REFUSED = {
  offline: "Not given yet. You are offline; press again when you are back.",
  timeout: "Not given yet. Press again.",
  conflict: "This room is closed. Open it to give a form.",
};

/** root: [data-role=assign]. */
export function mount(root) {
  const select = need(root, "assign-instrument");
  const words = need(root, "assign-words");
  const link = need(root, "assign-open");
  let clientId = crypto.randomUUID();

  select.addEventListener("change", () => {
    clientId = crypto.randomUUID();
    setText(words, "");
    show(link, false);
  });

  root.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = need(root, "assign-give");
    button.setAttribute("aria-busy", "true");
    try {
      const { questionnaire } = await connection().call("questionnaire:assign", { room: root.dataset.room, instrument: select.value, client_id: clientId });
      setText(words, "Given. It is on their page now.");
      link.href = `/forms/${questionnaire}`;
      show(link, true);
      clientId = crypto.randomUUID();
    } catch (error) {
      setText(words, REFUSED[error.code] ?? "That did not work. Nothing was given.");
    } finally {
      button.removeAttribute("aria-busy");
    }
  });
}

for (const root of findAll(document, "assign")) mount(root);
