/** The bar over every clinician's page: who, which answer, since when, who is told next and in how long, and one button that takes it. */

import * as api from "../core/api.js";
import { announce, find, icon, make, need, setText, show, titleMark } from "../core/dom.js";
import { connection } from "../core/page.js";
import { clockTime, dayKey, serverNow, shortDay, spanWords } from "../core/time.js";
import { climbedWords, nextWords } from "./ladder_words.js";
import { createStandingAlerts } from "./standing_alerts.js";

const CLOCK_MS = 20_000;
const ASK_MS = 10_000; // where live connections are blocked

/** root: [data-role=alarm]. Resolves with nothing; lives as long as the page. */
export function mount(root) {
  const { alerts } = JSON.parse(need(document, "alarm-data").textContent);
  const standing = createStandingAlerts(alerts);
  const viewer = root.dataset.viewer;
  const zone = root.dataset.timeZone;
  const take = need(root, "alarm-take");
  const socket = connection();
  let staleSince = null;

  /** The page of an alert has its own button to take it. */
  const elsewhere = () => standing.untaken().filter(({ alert }) => alert !== root.dataset.ownPage);

  /** "10:07", with its day when that is not today. */
  function when(at) {
    const clock = clockTime(at, zone);
    return dayKey(at, zone) === dayKey(serverNow(), zone) ? clock : `${shortDay(at, zone)}, ${clock}`;
  }

  function draw() {
    const untaken = elsewhere();
    const [first] = untaken;
    titleMark("alert", standing.untaken().length ? "! Alert" : "");
    drawMine();
    show(root, Boolean(first));
    if (!first) return;
    take.dataset.alert = first.alert;
    setText(need(root, "alarm-who"), `${first.patient.name}, ${first.what}`);
    const climbed = climbedWords(first.steps);
    setText(need(root, "alarm-what"), `, ${when(first.raised_at)}. Nobody has taken it.${climbed && ` ${climbed}`}`);
    // A patient may have two: which one a button takes stands on it, and its cause in its name.
    const raised = make("span", { class: "tk-nowrap" }, when(first.raised_at));
    take.replaceChildren(make("span", {}, `Take alert for ${first.patient.name}, `, raised), make("span", { class: "tk-hidden-text" }, `: ${first.what}`));
    const more = need(root, "alarm-more");
    show(more, untaken.length > 1);
    setText(more, untaken.length > 1 ? `and ${untaken.length - 1} more` : "");
    drawClock();
  }

  function drawClock() {
    const [first] = elsewhere();
    if (!first) return;
    const age = spanWords(serverNow() - Date.parse(first.raised_at));
    const next = nextWords(first.steps, serverNow());
    setText(need(root, "alarm-next"), staleSince ? `Not live since ${clockTime(staleSince, zone)}` : next || `Open for ${age}, everybody was told`);
  }

  function learn(alert) {
    const before = standing.learn(alert);
    draw();
    if (before?.state === "open" && alert.acknowledged && alert.acknowledged.by !== viewer) tellTaken(alert);
  }

  /** Whose it is now, in a line under the header. */
  function tellTaken({ alert, patient, acknowledged: { name, at } }) {
    const words = `${name} took the alert for ${patient.name} at ${when(at)}.`;
    line("taken", "tk-banner--here", "circle-check", words, `/alerts/${alert}`, "See the alert");
    announce(words);
  }

  /** What this person has taken and still has to close stays on every page, in one line. */
  function drawMine() {
    const mine = standing.takenBy(viewer).filter(({ alert }) => alert !== root.dataset.ownPage);
    if (!mine.length) return find(document, "alerts-mine")?.remove();
    const [{ alert, patient, acknowledged }] = mine;
    const one = `You have the alert for ${patient.name} since ${when(acknowledged.at)}.`;
    if (mine.length === 1) line("mine", "tk-banner--wait", "triangle-alert", one, `/alerts/${alert}`, "Close it with an outcome");
    else line("mine", "tk-banner--wait", "triangle-alert", `You have ${mine.length} alerts that are not closed.`, "/alerts", "See them");
  }

  function line(name, kind, picture, words, href, label) {
    const text = make("p", { class: "tk-banner__text" }, make("strong", {}, words), " ", make("a", { href }, label));
    find(document, `alerts-${name}`)?.remove();
    find(document, "banners")?.append(make("section", { class: `tk-banner tk-banner--bar ${kind}`, "data-role": `alerts-${name}`, "aria-label": "Taken alerts" }, icon(picture), text));
  }

  async function takeFirst() {
    const alert = standing.get(take.dataset.alert);
    take.setAttribute("aria-busy", "true");
    try {
      const { at } = await acknowledge(alert.alert);
      standing.learn({ ...alert, state: "acknowledged", acknowledged: { by: viewer, name: "", at } });
      draw();
    } catch (error) {
      if (error.code === "conflict") await refresh(alert);
      else setText(need(root, "alarm-next"), "Not taken. Press again, or call.");
    } finally {
      take.removeAttribute("aria-busy");
    }
  }

  const acknowledge = (alert) =>
    socket.looksBlocked ? api.post(`/api/v1/alerts/${alert}/acknowledge`) : socket.press("alert:acknowledge", { alert });

  async function refresh(lost = null) {
    const { alerts: found } = await api.get("/api/v1/alerts");
    standing.replace(found);
    draw();
    const now = lost && standing.get(lost.alert);
    if (now?.acknowledged) tellTaken(now);
  }

  socket.on("alert:raised", learn);
  socket.on("alert:updated", learn);
  socket.onLive(() => refresh());
  socket.onState((state) => {
    staleSince = state === "live" ? null : (staleSince ?? serverNow());
    drawClock();
  });
  take.addEventListener("click", takeFirst);
  setInterval(drawClock, CLOCK_MS);
  setInterval(() => socket.looksBlocked && refresh().catch(() => {}), ASK_MS);
  draw();
}

const root = find(document, "alarm");
if (root) mount(root);
