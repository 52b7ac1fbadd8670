/**
 * Keys of the matrix: 1 to 8 open a criterion, R in its dialog marks it as reviewed. None signs, and none works while
 * somebody types.
 */

import { isTyping } from "./matrix.js";

export function listenToKeys({ open, review, signal }) {
  document.addEventListener("keydown", (event) => {
    const { target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isTyping(target.tagName, target.isContentEditable)) return;
    const inDialog = Boolean(document.querySelector("dialog:modal"));
    if (event.key.toLowerCase() === "r" && inDialog) return review();
    if (!inDialog && /^[1-8]$/u.test(event.key)) open(Number(event.key));
  }, { signal });
}
