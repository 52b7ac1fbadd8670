/**
 * Help after an answer that speaks of danger. It was rendered with the page, so it shows at once, also offline and
 * before the server has heard anything. It stays for the rest of the form and never says more than is known.
 */

import { find, icon, make, need, setText, show } from "../core/dom.js";
import { clockTime } from "../core/time.js";

const UNTOLD = "We could not tell your care team yet. Please call if you are not safe.";
const TOLD = "Your care team has been told. This page shows when someone has seen it.";

/** crisis: {item: [values]}. zone: of whoever reads. nameOf(person's full name): how they are called. */
export function createCrisis(root, { crisis, zone, nameOf }) {
  const place = need(root, "crisis-place");
  let truth = { told: false, seen: null };
  let isShown = !place.hidden;
  tell();

  function tell() {
    const { told, seen } = truth;
    const line = find(place, "crisis-truth-words");
    if (seen) line.replaceChildren(make("strong", {}, `${nameOf(seen.name)} saw this at ${clockTime(seen.at, zone)}.`), " Your care team has been told.");
    else setText(line, told ? TOLD : UNTOLD);
    find(place, "crisis-truth").firstElementChild.replaceWith(icon(seen ? "check" : "bell-ring"));
  }

  return {
    isDanger: (item, value) => crisis[item]?.includes(value) ?? false,

    get isShown() {
      return isShown;
    },

    /** Under the question, with the call button in view; read out once, without taking the focus. */
    open() {
      if (isShown) return;
      isShown = true;
      show(place, true);
      const button = find(place, "emergency-call");
      requestAnimationFrame(() => button.scrollIntoView({ block: "nearest", behavior: "auto" }));
      const head = find(place, "crisis").firstElementChild.textContent.replace(/\s+/g, " ").trim();
      setText(find(document, "announce-now"), `${head} ${button.textContent.trim()}`);
    },

    /** next: {told, seen: null | {name, at}}; what is left out stays. */
    learn(next) {
      const before = truth;
      truth = { ...truth, ...next };
      if (before.told === truth.told && before.seen?.at === truth.seen?.at) return;
      tell();
      if (isShown) setText(find(document, "announce-now"), find(place, "crisis-truth-words").textContent);
    },
  };
}
