/** Begins a corrected version of a handed-in form and goes to it. A second press after a lost answer begins no second one. */

import { find, need, setText, show } from "../core/dom.js";
import { connection } from "../core/page.js";

const REFUSED = {
  offline: "Not begun yet. You are offline; press again when you are back.",
  timeout: "Not begun yet. Press again.",
  invalid: "Say why in at most 1,000 characters.",
};

/** root: holds [data-role=correction], or nothing where there is nothing to correct. */
export function mountCorrection(root, { form, signal }) {
  const box = find(root, "correction");
  if (!box) return;
  const dialog = box.closest("dialog");
  const opener = need(root, "open-correction");
  const problem = need(box, "correction-problem");
  const clientId = crypto.randomUUID();
  if (!("commandForElement" in opener)) opener.addEventListener("click", () => dialog.showModal(), { signal });
  need(box, "correction-cancel").addEventListener("click", () => dialog.close(), { signal });

  box.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = need(box, "correction-begin");
    button.setAttribute("aria-busy", "true");
    show(problem, false);
    try {
      const reason = box.elements.reason.value;
      location.assign(`/forms/${(await connection().press("questionnaire:amend", { questionnaire: form, reason, client_id: clientId })).questionnaire}`);
    } catch (error) {
      setText(problem, REFUSED[error.code] ?? (error.code === "conflict" ? error.message : "That did not work. Nothing was begun."));
      show(problem, true);
    } finally {
      button.removeAttribute("aria-busy");
    }
  }, { signal });
}
