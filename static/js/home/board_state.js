/** What the board holds and which of it is shown. No page, no network. */

/** Names of the strip's numbers, and whom each counts; the same rules as the server's (home/board_rules.py). */
export const FILTERS = {
  unassigned: (patient) => patient.team.length === 0,
  waiting: (patient) => Boolean(patient.waiting_since),
  alerts: (patient) => Boolean(patient.alert),
  missing: (patient) => patient.missing_count > 0,
  missed: (patient) => patient.missed_count > 0,
};

/** board: as GET /api/v1/board gives it. */
export function createBoardState(board, { filter = "" } = {}) {
  let held = board;
  let shownFilter = filter in FILTERS ? filter : "";
  let words = "";

  return {
    get board() {
      return held;
    },
    get filter() {
      return shownFilter;
    },
    set(next) {
      held = next;
    },
    /** Narrows to one number of the strip; the same again, or "", shows everyone. */
    choose(name) {
      shownFilter = name === shownFilter || !(name in FILTERS) ? "" : name;
    },
    find(text) {
      words = text.trim().toLowerCase();
    },
    patient: (id) => held.patients.find((each) => each.id === id),
    isShown(patient) {
      const passes = !shownFilter || FILTERS[shownFilter](patient);
      return passes && (!words || patient.name.toLowerCase().includes(words));
    },
    get shownCount() {
      return held.patients.filter((each) => this.isShown(each)).length;
    },
  };
}

/** "2 of 7 missing", "All in", or nothing where no form was given. */
export function formWords({ form_count: all, missing_count: missing }) {
  if (!all) return "";
  return missing ? `${missing} of ${all} missing` : "All in";
}

/** "no patients", "1 patient", "4 patients" */
export function patientWords(count) {
  if (!count) return "no patients";
  return count === 1 ? "1 patient" : `${count} patients`;
}
