/**
 * The record beside a room: one tab at a time, the chosen one kept in the address; on a phone the room or the record.
 * Switching never carries words from one field to another.
 */

import { find, show } from "../core/dom.js";

const KEYS = { ArrowRight: 1, ArrowLeft: -1 };

/** A row of tabs and their panels. chosen(name): after each change. */
function createTabs(list, { panelOf, chosen }) {
  const tabs = [...list.querySelectorAll('[role="tab"]')];

  function choose(tab) {
    for (const each of tabs) {
      const isChosen = each === tab;
      each.setAttribute("aria-selected", String(isChosen));
      each.tabIndex = isChosen ? 0 : -1;
      panelOf(each, isChosen);
    }
    chosen(tab);
  }

  list.addEventListener("click", (event) => {
    const tab = event.target.closest('[role="tab"]');
    if (tab) choose(tab);
  });
  list.addEventListener("keydown", (event) => {
    const by = KEYS[event.key];
    if (!by) return;
    const next = tabs[(tabs.indexOf(document.activeElement) + by + tabs.length) % tabs.length];
    choose(next);
    next.focus();
  });
  return { tabs, choose };
}

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
