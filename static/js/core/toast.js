/** A short word at the edge of the page that goes away by itself: never the only place of a fact, never for alerts. */

import { clone, find } from "./dom.js";

const STAYS_MS = 8_000;

/** action: {label, href} of a link in it. Stays while it has the focus or the pointer. */
export function toast(words, action = null) {
  const box = clone(document, "toast");
  const link = find(box, "toast-action");
  find(box, "toast-text").textContent = words;
  if (action) {
    link.href = action.href;
    link.textContent = action.label;
    link.hidden = false;
  }
  find(box, "toast-close").addEventListener("click", () => box.remove());
  find(document, "toasts").append(box);
  const leave = () => (box.matches(":focus-within, :hover") ? setTimeout(leave, STAYS_MS) : box.remove());
  setTimeout(leave, STAYS_MS);
}
