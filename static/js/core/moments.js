/**
 * Words the times that the server printed: <time data-role="time" data-style="…"> in the viewer's zone, and keeps
 * "7 min" and "in 12 min" true while the page stands open. Styles: time, day, short, both, since, until;
 * brief is "1 h" where since is "1 h 37 min".
 */

import { clockTime, dayWords, serverNow, shortDay, spanWords } from "./time.js";

const EVERY_MS = 20_000;

/** Words every time inside root now and goes on with the running ones. */
export function keepMoments(root, zone) {
  wordMoments(root, zone);
  setInterval(() => wordMoments(root, zone, '[data-style="since"], [data-style="brief"], [data-style="until"]'), EVERY_MS);
}

/** Words the times inside root once, for what has just been put into the page. */
export function wordMoments(root, zone, among = "*") {
  for (const element of root.querySelectorAll(`time[data-role="time"]:is(${among})`)) {
    const words = momentWords(element.dateTime, element.dataset.style, zone);
    if (words && element.textContent !== words) element.textContent = words;
  }
}

function momentWords(at, style, zone) {
  if (Number.isNaN(Date.parse(at))) return null;
  if (style === "time") return clockTime(at, zone);
  if (style === "day") return dayWords(at, zone);
  if (style === "short") return shortDay(at, zone);
  if (style === "since") return spanWords(serverNow() - Date.parse(at));
  if (style === "brief") return spanWords(serverNow() - Date.parse(at)).split(/\s(?=\d)/u)[0];
  if (style === "until") return `in ${spanWords(Date.parse(at) - serverNow())}`;
  return `${shortDay(at, zone)}, ${clockTime(at, zone)}`;
}
