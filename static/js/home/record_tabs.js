/** A tab of the record whose part has something new: it says so, and fetches the page when it is next looked at. */

import { find, make } from "../core/dom.js";

const record = find(document, "record");

export function showAnew(name) {
  history.replaceState(null, "", `#${name}`);
  location.reload();
}

/** A panel that always stands open has no tab: a line in it offers what is new. */
function offerInPlace(name) {
  const place = record.querySelector(`[data-news="${name}"]`);
  if (!place?.hidden) return;
  const link = make("button", { class: "tk-button", type: "button" }, "Show the new form");
  link.addEventListener("click", () => showAnew(name));
  place.replaceChildren(link);
  place.hidden = false;
}

/** The tab of what is new says so; the next click on it brings the page anew. */
export function offer(name) {
  const tab = record.querySelector(`[role="tab"][data-name="${name}"]`);
  if (!tab) return offerInPlace(name);
  if (tab.dataset.isStale) return;
  tab.dataset.isStale = "yes";
  tab.append(make("span", { class: "tk-tag tk-tag--here" }, "New"));
  tab.addEventListener("click", () => showAnew(name));
}
