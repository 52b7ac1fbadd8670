/** What stands around a patient's question: buttons, the last page, who is here, two answers at once. DOM only. */

import { find, need, setText, show } from "../core/dom.js";
import { shortName } from "../chat/words.js";

/** root: [data-role=form]. */
export function createFormFrame(root) {
  return {
    /** at: place of the question, -1 on the last page; of: how many; calm: no help on the screen, so one button is filled. */
    nav({ at, of, calm, isSubmitted }) {
      show(need(root, "nav"), !isSubmitted);
      show(need(root, "received"), isSubmitted);
      show(need(root, "end"), at < 0 && !isSubmitted);
      show(need(root, "back"), at !== 0);
      show(need(root, "next"), at >= 0);
      need(root, "next").disabled = false; // before this page was brought alive a press would have been lost
      show(need(root, "submit"), at < 0);
      for (const role of ["next", "submit"]) need(root, role).classList.toggle("tk-button--primary", calm);
      setText(need(root, "next-words"), at === of - 1 ? "Go on to send it" : "Next question");
    },

    /** How many questions are still open, on the last page. */
    end(openCount) {
      const which = openCount === 1 ? "1 question is" : `${openCount} questions are`;
      setText(need(root, "end-words"), openCount ? `${which} still open. You can answer, or send it as it is.` : "All questions are answered.");
      show(need(root, "to-open"), openCount > 0);
    },

    saved(isStuck, isLasting) {
      setText(find(document, "header-sub"), isStuck ? `Not sent yet. Kept ${isLasting ? "on this phone" : "in this page"}.` : "Saved as you go");
    },

    /** choice: {name, theirs, mine} in words, or null. */
    disagreement(choice) {
      show(need(root, "disagreement"), Boolean(choice));
      if (choice) setText(need(root, "disagreement-words"), `${choice.name} chose “${choice.theirs}” at the same time. You chose “${choice.mine}”.`);
    },

    /** other: {name, number, isHere}, or null. Returns the words. */
    companion(other) {
      const bar = find(document, "companions");
      show(bar, Boolean(other));
      if (!other) return "";
      const place = !other.number ? "." : `, looking at question ${other.number}${other.isHere ? " with you" : ""}.`;
      const words = `${shortName(other.name)} is here${place}`;
      setText(find(bar, "companions-words"), words);
      setText(find(bar, "companions-initials"), initials(other.name));
      return words;
    },

    problem(words) {
      setText(need(root, "problem"), words);
      show(need(root, "problem"), Boolean(words));
    },

    busy(isBusy) {
      const button = need(root, "submit");
      if (isBusy) button.setAttribute("aria-busy", "true");
      else button.removeAttribute("aria-busy");
    },

    received: (at) => setText(need(root, "received-words"), `Received at ${at}. Your care team has it.`),
    focus: (role) => need(root, role).focus({ preventScroll: true }),
  };
}

function initials(name) {
  const words = name.split(/\s+/).filter((word) => !/^(dr|prof|mr|mrs|ms|mx)\.?$/i.test(word));
  return [words[0], words.length > 1 ? words.at(-1) : ""].map((word) => word.slice(0, 1).toUpperCase()).join("");
}
