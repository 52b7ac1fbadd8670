/** Opens dialogs: for browsers that do not know a button's command, and at once where a form came back with a problem. */

import { find, findAll } from "../core/dom.js";

for (const button of findAll(document, "open-dialog")) {
  if ("commandForElement" in button) continue; // the browser does it by itself
  button.addEventListener("click", () => document.getElementById(button.dataset.dialog).showModal());
}

document.querySelector("dialog[data-open]")?.showModal();
find(document, "errors")?.focus();
