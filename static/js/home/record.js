/**
 * The record beside a room: one tab at a time, the chosen one kept in the address; on a phone the room or the record.
 * Switching never carries words from one field to another.
 */

import { find, show } from "../core/dom.js";
import { createTabs } from "../core/tabs.js";

const record = find(document, "record");
const room = find(document, "room");
const sides = { room, record };

const tabs = createTabs(find(record, "tabs"), {
  panelOf: (tab, isChosen) => show(document.getElementById(tab.getAttribute("aria-controls")), isChosen),
  chosen: (tab) => history.replaceState(null, "", `#${tab.dataset.name}`),
});
const side = createTabs(find(document, "sides"), {
  panelOf: (tab, isChosen) => sides[tab.dataset.side].classList.toggle("is-open", isChosen),
  chosen: () => {},
});

const named = tabs.tabs.find((tab) => `#${tab.dataset.name}` === location.hash);
if (named) {
  tabs.choose(named);
  side.choose(side.tabs[1]);
}
