/**
 * A consult on one screen: the criteria and the decision alive, tabs of the record and of the two rooms, one panel at a
 * time where the window is narrow, and the keys Alt+1 to Alt+4 and, for the alarm, Alt+A. Switching never carries words
 * from one field to another, and no key signs.
 */

import { find, show } from "../core/dom.js";
import { onLoginEnd } from "../core/page.js";
import { createTabs } from "../core/tabs.js";
import { mountMedicines } from "../eligibility/medicines.js";
import { mount } from "../eligibility/panel.js";
import { offer, showAnew } from "./record_tabs.js";

const KEYS = { Digit1: "criteria", Digit2: "form", Digit3: "chat", Digit4: "note" };
const ANCHORS = { "#session-": "sessions", "#checkin-": "check-ins" };
const panels = [...document.querySelectorAll("[data-panel]")];
const byControls = (tab, isChosen) => show(document.getElementById(tab.getAttribute("aria-controls")), isChosen);

const tabs = createTabs(find(document, "tabs"), { panelOf: byControls, chosen: (tab) => history.replaceState(null, "", `#${tab.dataset.name}`) });
const sides = createTabs(find(document, "sides"), {
  panelOf: (tab, isChosen) => panels.find(({ dataset }) => dataset.panel === tab.dataset.side).classList.toggle("is-open", isChosen),
});
const channels = find(document, "channels");
if (channels) createTabs(channels, { panelOf: byControls });

function showTab(name) {
  const tab = tabs.tabs.find(({ dataset }) => dataset.name === name);
  if (!tab) return;
  tabs.choose(tab);
  showSide("record");
}

function showSide(name) {
  const side = sides.tabs.find(({ dataset }) => dataset.side === name);
  if (side) sides.choose(side);
}

/** Brings a panel to the person: its first field or, where it has none, itself. */
function goTo(name) {
  if (name === "note") {
    showTab("note");
    return (find(document, "note-body") ?? find(document, "addendum-body"))?.focus();
  }
  showSide(name);
  const panel = panels.find(({ dataset }) => dataset.panel === name);
  const field = name === "chat" ? panel.querySelector('[role="tabpanel"]:not([hidden]) textarea, textarea') : panel.querySelector('input:not(:disabled, [type="hidden"]), select:not(:disabled)');
  (field ?? panel).focus();
}

/** A link into the record (#session-…, #note) opens its tab first. */
function openAddressed() {
  const anchor = Object.keys(ANCHORS).find((beginning) => location.hash.startsWith(beginning));
  const address = location.hash.slice(1);
  if (anchor) showTab(ANCHORS[anchor]);
  else if (sides.tabs.some(({ dataset }) => dataset.side === address)) showSide(address);
  else showTab(address);
  if (anchor) document.getElementById(address)?.scrollIntoView({ block: "center" });
}

document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey || document.querySelector("dialog[open]")) return;
  const alarm = event.code === "KeyA" && find(document, "alarm-take");
  if (!alarm && !KEYS[event.code]) return;
  event.preventDefault();
  if (alarm) alarm.focus();
  else goTo(KEYS[event.code]);
});

const medicinesOf = ({ medicines, flags }) => JSON.stringify([medicines, flags]);
mount(document.body, {
  changed(view, before) {
    if (medicinesOf(view) !== medicinesOf(before)) offer("medicines");
  },
});
const stop = new AbortController();
onLoginEnd(() => stop.abort());
mountMedicines(document.getElementById("panel-medicines"), {
  patient: find(document, "criteria").dataset.patient,
  kept: () => showAnew("medicines"),
  signal: stop.signal,
});
// Its dialog stands in the note's tab: closed away with it, it would stand open and unseen.
document.addEventListener("click", (event) => event.target.closest('[data-role="foot-sign"]') && showTab("note"), { capture: true });
addEventListener("hashchange", openAddressed);
sides.choose(sides.tabs[0]);
if (location.hash) openAddressed();
