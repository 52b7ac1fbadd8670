/** The decision to treat as the page holds it: what the server gave last, and what follows from it. No DOM, no network. */

export const ICONS = {
  contradictory: "git-compare-arrows",
  unknown: "circle-dashed",
  clearance: "hourglass",
  unreviewed: "eye",
  present: "triangle-alert",
};

/** view: the answer of /api/v1/patients/<id>/eligibility. */
export function createMatrix(view) {
  let now = view;
  return {
    get view() {
      return now;
    },
    replace(next) {
      now = next;
    },
    criterion: (id) => now.criteria.find((one) => one.id === id) ?? null,
    byKey: (key) => now.criteria.find((one) => one.key === key) ?? null,
    open: () => now.criteria.filter((one) => one.open),
    settled: () => now.criteria.filter((one) => !one.open),
    simple: () => now.criteria.filter((one) => one.open === "unreviewed" && one.state === "absent"),
    outcome: (id) => now.outcomes.find((one) => one.id === id) ?? null,
  };
}

export function isMarked(one) {
  return Boolean(one.review) && !one.review.stale;
}

export function reviewWords({ review }) {
  if (!review) return "";
  const how = review.stale ? "Out of date, something new came in. Reviewed" : "Reviewed";
  return `${how} as “${review.state_words}” by ${review.by.name}`;
}

export function clearanceWords({ clearance }) {
  if (!clearance) return "";
  return `${clearance.state_words}: ${clearance.asked_of}, by ${clearance.due_on}, ${clearance.owner.name} sees to it`;
}

export function decisionWords({ decision }) {
  if (!decision) return "No decision yet.";
  const how = decision.stale.length ? "Out of date" : "Signed";
  return `${how}: ${decision.outcome_words}, ${decision.by.name}, version ${decision.version}.`;
}

/** The one sentence beside the outcomes: why the first locked one is locked. */
export function lockWords({ outcomes, may }) {
  return may.decide ? (outcomes.find((one) => one.locked)?.locked ?? "") : "";
}

/** What a refused call says to a person: its sentence and, after it, what stands against each field. */
export function refusalWords(error) {
  const away = { offline: "You are offline. Nothing was kept. Try again when you are back.", timeout: "No answer yet. Try again." };
  if (away[error.code]) return away[error.code];
  const whys = Object.entries(error.fields ?? {}).filter(([name]) => name !== "criterion");
  const sentences = whys.map(([, why]) => String(why).replace(/\.$/u, ""));
  return [error.message, ...sentences.map((why) => `${why[0].toUpperCase()}${why.slice(1)}.`)].join(" ");
}

/** Whether a key pressed there is meant for the page: not while somebody types. */
export function isTyping(tag, isEditable) {
  return isEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(tag);
}
