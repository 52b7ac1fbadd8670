/**
 * What stays of a page whose login is over: nothing of anybody's record, in words why, and the way to sign in again.
 * Get help now stays where it was, for it works signed out too.
 */

import { icon, make, resetTitle } from "./dom.js";
import { countKept } from "./vault.js";

const KEPT_SHELVES = ["outbox", "draft", "answers", "note"];
/** Why a login ends that its person still used here. */
const ELSEWHERE = {
  replaced: "You signed in somewhere else, and five places at once are the most.",
  ended: "You, or an administrator, ended it.",
  password_changed: "Your password was changed.",
  role_changed: "You were given another role.",
  disabled: "The account was closed.",
  signed_out: "You signed out.",
};
const STAYS = "script:not([type='application/json']), [aria-live], .tk-toasts, .tk-skip, main, .tk-header, :has(> .tk-help-bar)";
const STAYS_IN_HEADER = ".tk-brand, :has([data-role=help])";

/** Takes the record off the screen. keptHere: false after a sign-out, which emptied this device. */
export async function showEnded({ reason, keptHere }) {
  const state = endedState(reason, keptHere);
  clearPage(state);
  if (!keptHere) return;
  const counts = await Promise.all(KEPT_SHELVES.map(countKept));
  if (counts.some(Boolean)) state.querySelector("p:last-of-type").prepend("Your words are kept on this device. ");
}

function clearPage(state) {
  for (const part of [...document.body.children]) if (!part.matches(STAYS)) part.remove();
  for (const part of document.querySelectorAll(".tk-header > *")) if (!part.matches(STAYS_IN_HEADER)) part.remove();
  document.body.classList.remove("tk-fill", "tk-railed");
  const main = document.querySelector("main");
  main.className = "tk-page tk-page--wide";
  main.replaceChildren(state);
  resetTitle("Signed out");
  state.querySelector("h1").focus();
}

function endedState(reason, keptHere) {
  const [title, why] = endWords(reason, keptHere);
  return make(
    "div",
    { class: "tk-prose tk-stack", role: "alert", "data-role": "ended" },
    large(icon("lock")),
    make("h1", { tabindex: "-1" }, title),
    make("p", { class: "tk-lead" }, why),
    make("p", {}, keptHere ? "Sign in to go on." : "Nothing is kept on this device."),
    make("div", { class: "tk-buttons" }, make("a", { class: "tk-button tk-button--primary", href: signInAddress(), "data-role": "sign-in-again" }, "Sign in")),
  );
}

function large(picture) {
  picture.classList.add("tk-icon--large");
  return picture;
}

function endWords(reason, keptHere) {
  if (!keptHere) return ["You signed out", "You did so in another tab of this browser."];
  if (ELSEWHERE[reason]) return ["You were signed out here", ELSEWHERE[reason]];
  return ["You were signed out", "Nothing was done here for a while. This keeps your record safe."];
}

function signInAddress() {
  return `/sign-in?${new URLSearchParams({ next: location.pathname + location.search })}`;
}
