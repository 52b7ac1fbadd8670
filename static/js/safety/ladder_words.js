/** An alert's ladder in one line: who was called last, who is next and in how long. No DOM, no network. */

import { spanWords } from "../core/time.js";

const PARTS = { on_call: "on call", lead: "lead" };
const NOBODY = { on_call: "Nobody is on call: the lead", lead: "Nobody leads, and nobody" };
const MOST_NAMES = 2;

/** "Dr Haddad, on call, is told in 4 min"; "" when the ladder has no further step. steps: as the server sends them. */
export function nextWords(steps, now) {
  const next = steps.find(({ state }) => state === "waiting");
  if (!next) return "";
  const span = spanWords(Date.parse(next.due_at) - now);
  if (next.rung === "again") return `Everybody is told again in ${span}`;
  if (!next.people.length) return `${NOBODY[next.rung] ?? "Nobody"} is told in ${span}`;
  return `${named(next)} ${next.people.length > 1 ? "are" : "is"} told in ${span}`;
}

/** "Dr Haddad, on call, was told." for the last step beyond the care team; "" before the first. */
export function climbedWords(steps) {
  const last = steps.filter(({ rung, told_at: told }) => rung !== "team" && told).at(-1);
  if (!last) return "";
  if (last.rung === "again") return "Everybody was told again.";
  if (!last.people.length) return last.rung === "on_call" ? "Nobody is on call." : "Nobody leads.";
  return `${named(last)} ${last.people.length > 1 ? "were" : "was"} told.`;
}

function named({ rung, people }) {
  const names = people.map(({ name }) => name);
  const shown = names.length > MOST_NAMES ? `${names[0]} and ${names.length - 1} more` : names.join(" and ");
  return PARTS[rung] ? `${shown}, ${PARTS[rung]},` : shown;
}
