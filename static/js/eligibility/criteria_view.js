/** Draws the matrix: the open lines, the settled ones folded under them, and the counts. Reports nothing, asks nobody. */

import { clone, find, need, setText, show } from "../core/dom.js";
import { wordMoments } from "../core/moments.js";
import { ICONS, isMarked } from "./matrix.js";

/** root: [data-role=criteria]. zone: the viewer's. */
export function createCriteriaView(root, { zone }) {
  const settled = need(root, "settled");

  function draw(matrix) {
    const { view } = matrix;
    fill(need(root, "open-rows"), matrix.open());
    fill(need(root, "settled-rows"), matrix.settled());
    setText(need(root, "open-count"), String(view.open_count));
    show(need(root, "open-tag"), view.open_count > 0);
    setText(need(root, "reviewed-count"), String(view.reviewed_count));
    setText(need(root, "settled-count"), String(view.criterion_count - view.open_count));
    show(settled, view.open_count < view.criterion_count);
    drawSimple(matrix.simple());
  }

  function drawSimple(simple) {
    const form = find(root, "review-simple");
    if (!form) return;
    show(form, simple.length > 0);
    setText(need(form, "simple-count"), `${simple.length} of the lines above`);
  }

  /** Rows are kept where they are the same, so that the focus and a reader's place stay. */
  function fill(place, criteria) {
    const known = new Map([...place.children].map((row) => [row.dataset.id, row]));
    const rows = criteria.map((one) => drawRow(known.get(one.id) ?? clone(root, "criterion-row"), one));
    if (rows.length !== place.children.length || rows.some((row, at) => row !== place.children[at])) place.replaceChildren(...rows);
  }

  function drawRow(row, one) {
    row.dataset.id = one.id;
    row.classList.toggle("tk-criterion--contradicts", one.open === "contradictory");
    row.classList.toggle("tk-criterion--open", Boolean(one.open) && one.open !== "contradictory");
    const use = need(row, "criterion-mark").querySelector("use");
    use.setAttribute("href", `${use.getAttribute("href").split("#")[0]}#${ICONS[one.open] ?? "check"}`);
    need(row, "criterion-mark").title = one.open_words;
    setText(need(row, "criterion-name"), one.name);
    setText(need(row, "criterion-why"), one.open_words);
    setText(need(row, "criterion-summary"), one.summary);
    setText(need(row, "criterion-key"), one.key ? String(one.key) : "›");
    setText(need(row, "criterion-open-words"), `Open ${one.name}`);
    const link = need(row, "criterion-open");
    link.setAttribute("href", `${link.getAttribute("href").split(/[?#]/u)[0]}?criterion=${one.id}#criterion`);
    drawReviewer(row, one);
    return row;
  }

  function drawReviewer(row, one) {
    const by = need(row, "criterion-by");
    show(by, isMarked(one));
    if (!isMarked(one)) return;
    setText(need(by, "criterion-reviewer"), one.review.by.name);
    by.querySelector("time").dateTime = one.review.at;
    wordMoments(by, zone);
  }

  return { draw };
}
