/**
 * The help under an answer that needs a person, and the one line in it that must be true: nobody knows yet, the care
 * team was told, or who has seen it when.
 */

import { announce, findAll, setText } from "../core/dom.js";

const ASK_EVERY_MS = 15_000;
const NOT_TOLD = "We could not tell your care team yet. Please call if you are not safe.";
const BOX = "tk-risk-help";
const KEPT = "is-kept";
const LINES = ["crisis-truth-words", "truth"];

/** ask() resolves with {told, seen, words}. */
export function watchHelp({ root, ask }) {
  let timer = null;

  function say(words) {
    for (const role of LINES) for (const line of findAll(root, role)) setText(line, words);
  }

  async function look() {
    try {
      const { seen, words } = await ask();
      say(words);
      if (seen) stop();
    } catch {
      // What was said last stays true; the next look tells more.
    }
  }

  function stop() {
    clearInterval(timer);
    timer = null;
  }

  return {
    say,
    sayNotTold: () => say(NOT_TOLD),
    /** Asks again and again until a named person has seen it. */
    start: () => {
      if (timer === null) timer = setInterval(look, ASK_EVERY_MS);
    },
    /** Once shown it stays, also when the answer is changed. Danger has the one filled button from now on. */
    show: (answer = null) => {
      const boxes = answer ? [answer.closest("section").querySelector(`.${BOX}`)] : findAll(root, "risk-help");
      for (const box of boxes.filter(Boolean)) {
        if (answer && !box.classList.contains(KEPT)) announce(box.querySelector("h2, h3").parentElement.textContent);
        box.classList.add(KEPT);
        if (answer) box.querySelector("a").scrollIntoView({ block: "nearest" });
      }
      for (const button of root.querySelectorAll(".tk-button--primary")) button.classList.remove("tk-button--primary");
    },
    /** Help that was shown goes along to the section that the person turns to. */
    follow: (section) => {
      for (const box of root.querySelectorAll(`.${BOX}.${KEPT}`)) if (!section.contains(box)) section.prepend(box);
    },
  };
}
