/** When a form beside it was handed in, the score cards are out of date: says so, and brings the new ones by a reload. */

import { find, make } from "../core/dom.js";

document.addEventListener("tk:scored", () => {
  const place = find(document, "scores");
  if (!place || find(place, "scores-new")) return;
  const link = make("a", { class: "tk-button", href: location.pathname, "data-role": "scores-new" }, "Show the new score");
  place.prepend(link);
});
