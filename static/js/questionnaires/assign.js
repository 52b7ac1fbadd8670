/** Gives a form, or a set of them. The client id belongs to the choice, so a second press after a lost answer gives no second form. */

import { findAll, need, setText, show } from "../core/dom.js";
import { connection } from "../core/page.js";

const REFUSED = {
  offline: "Not given yet. You are offline; press again when you are back.",
  timeout: "Not given yet. Press again.",
  conflict: "This room is closed. Open it to give a form.",
};

const SET = "set:";

/** choice: an instrument's id, or `set:` and the name of a set. Resolves with the ids of the forms. */
async function give(room, choice, client_id) {
  if (!choice.startsWith(SET)) return [(await connection().press("questionnaire:assign", { room, instrument: choice, client_id })).questionnaire];
  return (await connection().press("questionnaire:assign_set", { room, set: choice.slice(SET.length), client_id })).questionnaires;
}

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
      const given = await give(root.dataset.room, select.value, clientId);
      setText(words, given.length === 1 ? "Given. It is on their page now." : `${given.length} forms given. They are on their page now.`);
      link.href = `/forms/${given[0]}`;
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
