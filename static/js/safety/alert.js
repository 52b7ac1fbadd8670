/** The page of one alert: opens the closing dialog, and notices when somebody else took or closed it, or it climbed. */

import { find, findAll, need, show } from "../core/dom.js";
import { connection } from "../core/page.js";
import { reloadByItself } from "../core/reload.js";

/** root: [data-role=alert-page]. */
export function mount(root) {
  const dialog = find(root, "close-dialog");
  const form = find(root, "close-form");
  const note = form?.elements.namedItem("note");

  find(root, "close-open")?.addEventListener("click", () => dialog.showModal());
  for (const button of dialog ? findAll(dialog, "dialog-close") : []) button.addEventListener("click", () => dialog.close());
  if (dialog?.dataset.open) dialog.showModal();

  function learn({ alert, state, steps }) {
    const told = String(steps.filter(({ told_at: at }) => at).length);
    if (alert !== root.dataset.alert || (state === root.dataset.state && told === root.dataset.told)) return;
    if (note?.value) show(need(root, "alert-news"), true); // a note begun is worth more than a fresh page
    else reloadByItself();
  }

  for (const event of ["alert:raised", "alert:updated"]) connection().on(event, learn);
}

const root = find(document, "alert-page");
if (root) mount(root);
