/** The rows of a shared form: draws values, presence and conflicts, reports what was chosen. DOM only. */

import { clone, find, findAll, need, setText, show } from "../core/dom.js";
import { typedValue } from "./definition.js";

/** chosen(item, value), looked(item): ids. settled(item, isMine): a conflict was decided. */
export function createPanelRows(root, { instrument, crisis, lastTime, chosen, looked, settled, signal }) {
  const byItem = new Map(findAll(root, "item").map((row) => [row.dataset.item, row]));
  const items = new Map(instrument.items.map((item) => [item.id, item]));
  const notes = new Map(); // item -> presence words
  const conflicts = new Map();
  const list = need(root, "panel-items");

  const idOf = (element) => element.closest("[data-role=item]")?.dataset.item;

  list.addEventListener("change", ({ target }) => {
    const id = idOf(target);
    if (target.dataset.role === "typed") return takeTyped(id, target);
    chosen(id, target.value === "" ? null : Number(target.value));
  }, { signal });
  for (const kind of ["focusin", "pointerenter"]) list.addEventListener(kind, ({ target }) => looked(idOf(target)), { signal });
  list.addEventListener("click", ({ target }) => {
    const keep = target.closest("[data-role=keep]");
    if (keep) settled(idOf(keep), keep.dataset.whose === "mine");
  }, { signal });

  function takeTyped(id, field) {
    const value = field.value.trim() === "" ? null : typedValue(items.get(id), field.value);
    const isWrong = field.value.trim() !== "" && value === null;
    field.setAttribute("aria-invalid", String(isWrong));
    if (!isWrong) chosen(id, value);
  }

  function drawRow(id, row, value, isSubmitted) {
    const isRisky = crisis[id]?.includes(value) ?? false;
    row.classList.toggle("tk-item--risk", isRisky);
    row.classList.toggle("tk-item--missing", isSubmitted && value === undefined);
    const was = lastTime?.[id];
    setText(find(row, "item-was"), was === undefined || was === value ? "" : `was ${was}`);
    find(row, "scale")?.classList.toggle("tk-scale--risk", isRisky);
    for (const segment of findAll(row, "segment")) segment.checked = Number(segment.value) === value;
    const field = find(row, "typed") ?? find(row, "chosen");
    if (field && document.activeElement !== field) field.value = value ?? "";
  }

  function drawNote(id, row) {
    const note = find(row, "item-note");
    const conflict = conflicts.get(id);
    row.classList.toggle("tk-item--conflict", Boolean(conflict));
    // Danger keeps its own ground: who is there stands in words.
    row.classList.toggle("tk-item--here", !conflict && notes.has(id) && !row.classList.contains("tk-item--risk"));
    const left = row.classList.contains("tk-item--missing") ? "Not answered" : "";
    show(note, Boolean(conflict) || notes.has(id) || Boolean(left));
    if (!conflict) return setText(note, notes.get(id) ?? left);
    const { name, mine, theirs } = conflict;
    if (note.dataset.conflict === `${mine}|${theirs}`) return;
    note.dataset.conflict = `${mine}|${theirs}`;
    note.replaceChildren(`${name} chose ${shown(theirs)}, you chose ${shown(mine)}. Keep `, keep(theirs, "theirs"), " or ", keep(mine, "mine"));
  }

  const shown = (value) => (value === null ? "nothing" : String(value));

  function keep(value, whose) {
    const button = clone(root, "conflict-keep");
    button.dataset.whose = whose;
    button.textContent = shown(value);
    return button;
  }

  return {
    numberOf: (id) => byItem.get(id)?.querySelector(".tk-item__number")?.textContent ?? id,

    /** asked: ids of the items that are asked. values: {item: value}. */
    draw(asked, values, isSubmitted) {
      for (const [id, row] of byItem) {
        show(row, asked.includes(id));
        drawRow(id, row, values[id], isSubmitted);
      }
      if (isSubmitted) this.rest();
    },

    /** words: item -> who is choosing there. */
    here(words) {
      notes.clear();
      for (const [id, text] of words) notes.set(id, text);
      for (const [id, row] of byItem) drawNote(id, row);
    },

    /** conflict: {name, mine, theirs}, or nothing. */
    conflict(id, conflict) {
      if (conflict) conflicts.set(id, conflict);
      else if (conflicts.delete(id)) delete find(byItem.get(id), "item-note").dataset.conflict;
      drawNote(id, byItem.get(id));
    },

    /** name: who entered it for the patient, or "". */
    enteredBy(id, name) {
      const row = byItem.get(id);
      if (name) row.title = `Entered by ${name}`;
      else row.removeAttribute("title");
    },

    /** Into view, with the keyboard on it. */
    goTo(id) {
      const row = byItem.get(id);
      row.scrollIntoView({ block: "center", behavior: "auto" });
      row.querySelector("input, select")?.focus({ preventScroll: true });
    },

    /** Read only from now on. */
    rest() {
      for (const field of list.querySelectorAll("input, select")) field.disabled = true;
    },
  };
}
