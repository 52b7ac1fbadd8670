/** The page of the decision to treat: the panel and the bar alive; the rest comes anew with the page. */

import { find, need, show } from "../core/dom.js";
import { mount } from "./panel.js";

/** What the panel and the bar do not show. */
function besides({ medicines, clearances, decision }) {
  return JSON.stringify([medicines, clearances, decision]);
}

function showAnew() {
  location.replace(location.pathname);
}

mount(document.body, {
  changed(view, before, isOwn) {
    if (besides(view) === besides(before)) return;
    if (isOwn) showAnew();
    else show(find(document, "newer"), true);
  },
});
// On a phone the settled lines would stand between the open ones and the decision.
if (matchMedia("(max-width: 47.99em)").matches) need(document, "settled").open = false;
need(document, "show-newer").addEventListener("click", showAnew);
find(document, "errors")?.focus();
