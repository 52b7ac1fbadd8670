/** The dialog before a signature: what signing means, and what in the note should be looked at again first. */

import { findAll, need, setText, show } from "../core/dom.js";

const REFUSED = {
  conflict: "The note was written on meanwhile. Close this, read it again, and sign then.",
  invalid: "There is nothing to sign yet.",
  offline: "Not signed. You are offline; press again when you are back.",
};

/** linked: the list of linked sentences. sign(): resolves when it is signed. isEmpty(): nothing is written. */
export function createSigning(place, { linked, sign, isEmpty }) {
  const dialog = need(place, "sign-dialog");
  const button = need(dialog, "sign-now");

  function problem(words) {
    setText(need(dialog, "sign-problem"), words);
    show(need(dialog, "sign-problem"), Boolean(words));
  }

  async function signNow() {
    button.setAttribute("aria-busy", "true");
    try {
      await sign();
    } catch (error) {
      problem(REFUSED[error.code] ?? "Not signed. What you wrote is kept; press again.");
    } finally {
      button.removeAttribute("aria-busy");
    }
  }

  button.addEventListener("click", signNow);
  for (const each of findAll(dialog, "sign-close")) each.addEventListener("click", () => dialog.close());

  return {
    open() {
      const count = linked.flaggedCount();
      problem(isEmpty() ? REFUSED.invalid : "");
      button.disabled = isEmpty();
      show(need(dialog, "sign-flags"), count > 0);
      setText(need(dialog, "sign-flags-words"), count === 1 ? "The source of 1 sentence has changed since." : `The sources of ${count} sentences have changed since.`);
      dialog.showModal();
    },
  };
}
