/**
 * What every signed-in page has: its data, one connection shared by all parts, the warning before a quiet login ends,
 * the words when it has ended, and a sign-out that leaves nothing behind on this device.
 */

import * as api from "./api.js";
import { find, findAll, icon, make } from "./dom.js";
import { watchIdle } from "./idle.js";
import { keepMoments } from "./moments.js";
import { createMoved } from "./moved.js";
import { reloadByItself } from "./reload.js";
import { openSocket } from "./socket.js";
import { countKept, onWiped, wipeAll } from "./vault.js";

const UNSENT = "outbox";
const KEEPING = [UNSENT, "draft", "answers", "note"]; // the vault's shelves for what a person wrote
const SAVE_MS = 3_000; // how long a sign-out waits for words on their way
/** Why a login ends that its person still used here. */
const ELSEWHERE = {
  replaced: "You signed in somewhere else, and five places at once are the most.",
  ended: "You, or an administrator, ended it.",
  password_changed: "Your password was changed.",
};
const KEEPS = new Set(["banners", "toasts", "toast-template", "offline", "announce-politely", "announce-now"]);
const endCallbacks = new Set();
const savers = new Set();
let data = null;
let shared = null;
let isEnded = false;
let keptHere = true;

/** The values the server gave this page (its one JSON script tag), or an empty object. */
export function pageData() {
  data ??= JSON.parse(document.getElementById("data")?.textContent || "{}");
  return data;
}

/** The page's one connection, opened when first asked for. */
export function connection() {
  if (!shared) {
    shared = openSocket({ transports: pageData().transports, unheard: () => moved() });
    shared.onState((state, reason) => state === "ended" && endLogin(reason));
  }
  return shared;
}

const moved = createMoved({
  look: () => api.get(location.pathname + location.search),
  fields: () => document.querySelectorAll("input, select, textarea"),
  again: () => shared.again(),
  leave: reloadByItself,
  stay: keepWordsHere,
});

/** The page is this person's no longer, and something is typed in it: it stays to be copied, and nothing is sent from here. */
function keepWordsHere() {
  if (find(document, "banner-moved")) return;
  const start = make("a", { class: "tk-button", href: "/" }, "Go to the start page");
  banner("moved", "log-out", "You no longer have this record. The front desk changed who cares for this patient. What you typed stays here to copy; it cannot be kept from this page.", start);
  document.addEventListener("submit", refuse, { capture: true });
  const place = find(document, "banner-moved").parentElement;
  place.classList.add("tk-banners--stay");
  const dialog = document.querySelector("dialog[open]");
  if (!dialog) return;
  dialog.prepend(find(document, "banner-moved"));
  dialog.addEventListener("close", () => place.prepend(find(dialog, "banner-moved")), { once: true });
}

/** A form that is sent now would take its words along into a refusal. */
function refuse(event) {
  if (event.target.dataset.role === "sign-out" || event.target.method === "dialog") return;
  event.preventDefault();
  event.stopImmediatePropagation();
  find(document, "banner-moved").scrollIntoView({ block: "center" });
}

/** Calls back once when the login of this page is over. */
export function onLoginEnd(callback) {
  if (isEnded) callback();
  else endCallbacks.add(callback);
}

/** Saves, as a promise, before a person signs out: what only this device has is about to be deleted. */
export function beforeSignOut(save) {
  savers.add(save);
}

function endLogin(reason) {
  if (isEnded) return;
  isEnded = true;
  shared?.end(reason);
  for (const callback of endCallbacks) callback(reason);
  emptyPage();
  const signIn = make("a", { class: "tk-button", href: signInAddress(), "data-role": "sign-in-again" }, "Sign in");
  const help = document.body.classList.contains("patient") ? [make("a", { class: "tk-button tk-button--help", href: "/help" }, "Get help now")] : [];
  banner("ended", "lock", endWords(reason), signIn, ...help);
  tellKept();
  signIn.focus();
  if (document.hidden) document.addEventListener("visibilitychange", () => location.replace(signInAddress()), { once: true });
}

/** Nothing of a record stays on the screen of an ended login, whatever page it is: only where the words of it stand. */
function emptyPage() {
  for (const element of [...document.body.children]) {
    if (!KEEPS.has(element.dataset.role)) element.remove();
    else if (element.dataset.role === "toasts") element.replaceChildren();
  }
  document.body.classList.remove("tk-railed", "tk-fill");
  document.title = "Signed out · TeleKAT";
}

/** Somebody comes back to this tab: the server may have ended the login while no news could reach it. */
function ask() {
  if (!isEnded && document.visibilityState === "visible") api.get("/api/v1/me").catch(() => {});
}

function endWords(reason) {
  if (!keptHere) return "You signed out. Nothing is kept on this device.";
  if (ELSEWHERE[reason]) return `You were signed out here. ${ELSEWHERE[reason]} Sign in to go on.`;
  return "You were signed out to keep your record safe. Sign in to go on.";
}

/** Said only where it is so: a form that was just being filled in is kept nowhere. */
async function tellKept() {
  const counts = await Promise.all(KEEPING.map(countKept));
  const words = document.querySelector("[data-role=banner-ended] .tk-banner__text");
  if (keptHere && counts.some(Boolean)) words?.append(" Your words are kept on this device.");
}

function signInAddress() {
  return `/sign-in?${new URLSearchParams({ next: location.pathname + location.search })}`;
}

function banner(name, picture, words, ...controls) {
  const place = find(document, "banners") ?? document.querySelector("main") ?? document.body;
  const [strong, ...rest] = words.split(/(?<=\.) /u);
  const text = make("p", { class: "tk-banner__text" }, make("strong", {}, strong), ` ${rest.join(" ")}`);
  const actions = make("div", { class: "tk-banner__actions" }, ...controls);
  find(document, `banner-${name}`)?.remove();
  place.prepend(make("div", { class: "tk-banner tk-banner--wait tk-banner--bar", role: "alert", "data-role": `banner-${name}` }, icon(picture), text, actions));
}

function warnOfEnd(near, idle) {
  if (!near) return find(document, "banner-idle")?.remove();
  const stay = make("button", { class: "tk-button", type: "button", "data-role": "stay-signed-in" }, "Stay signed in");
  stay.addEventListener("click", () => idle().stay());
  banner("idle", "clock", "You will be signed out in 2 minutes to keep your record safe.", stay);
}

function startIdle(seconds) {
  const idle = watchIdle({
    seconds,
    touch: () => api.post("/api/v1/session/touch"),
    onWarn: (near) => warnOfEnd(near, () => idle),
    onEnd: () => {
      find(document, "banner-idle")?.remove();
      endLogin("expired");
    },
  });
}

async function signOut(form) {
  const saved = Promise.allSettled([...savers].map((save) => save()));
  await Promise.race([saved, new Promise((resolve) => setTimeout(resolve, SAVE_MS))]);
  const unsent = await countKept(UNSENT);
  if (unsent && !(await agreesToLose(unsent))) return;
  await wipeAll();
  form.hidden = true;
  document.body.append(form); // the page has been emptied around it, and a form outside of it is never sent
  form.submit();
}

/** Signing out empties this device, so words that never left are named first. */
function agreesToLose(unsent) {
  const what = unsent === 1 ? "1 message is not sent yet" : `${unsent} messages are not sent yet`;
  const stay = make("button", { class: "tk-button", value: "stay", autofocus: true }, "Not yet");
  const leave = make("button", { class: "tk-button", value: "leave" }, "Sign out and delete");
  const dialog = make(
    "dialog",
    { class: "tk-dialog", "aria-labelledby": "sign-out-title" },
    make("div", { class: "tk-dialog__head" }, make("h2", { id: "sign-out-title", class: "tk-h2" }, what)),
    make("div", { class: "tk-dialog__body" }, make("p", {}, "Signing out deletes what is kept on this device.")),
    make("form", { method: "dialog", class: "tk-dialog__foot" }, stay, leave),
  );
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "leave");
    });
  });
}

function start() {
  for (const { form } of findAll(document, "sign-out")) {
    form?.addEventListener("submit", (event) => {
      event.preventDefault();
      signOut(form);
    });
  }
  keepMoments(document, pageData().time_zone ?? document.body.dataset.timeZone);
  api.onUnauthenticated(() => endLogin("expired"));
  onWiped(() => {
    keptHere = false;
    endLogin("signed_out");
  });
  // A page without news of its own holds a connection too: the end of its login reaches it there.
  if (document.body.dataset.viewer) connection();
  document.addEventListener("visibilitychange", ask);
  addEventListener("pageshow", ({ persisted }) => persisted && location.reload()); // brought back with "Back", as it was left
  const seconds = Number(pageData().idle_seconds ?? document.body.dataset.idleSeconds);
  if (seconds > 0) startIdle(seconds);
}

// A script tag names this file with its fingerprint, and the browser takes that for another module than the one that
// others import. Two would warn and ask twice: only the imported one starts.
if (new URL(import.meta.url).search) import("./page.js");
else start();
