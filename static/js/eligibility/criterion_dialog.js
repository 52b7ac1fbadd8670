/** The dialog of one criterion: what the sources say, and the forms under it. Says what was sent; asks nobody itself. */

import { clone, findAll, need, setText, show } from "../core/dom.js";
import { wordMoments } from "../core/moments.js";
import { clearanceWords, refusalWords, reviewWords } from "./matrix.js";

const FORMS = ["fact-form", "clearance-form", "override-form", "review-form"];

/** templates: where the templates stand. send(kind, criterion, fields): resolves once the server has kept it. */
export function createCriterionDialog(dialog, { templates, zone, send, signal }) {
  let shown = null;

  function open(one) {
    if (shown?.id !== one.id) for (const form of dialog.querySelectorAll("form[method=post]")) form.reset();
    for (const fold of dialog.querySelectorAll("details")) fold.open = false;
    say("");
    draw(one);
    if (dialog.open && !dialog.matches(":modal")) dialog.close();
    if (!dialog.open) dialog.showModal();
  }

  function draw(one) {
    shown = one;
    const words = {
      "dialog-name": one.name,
      "dialog-level": one.level_words,
      "dialog-state": one.state_words,
      "dialog-open": one.open_words,
      "dialog-established": one.established,
      "dialog-source": one.source,
      "dialog-review-words": reviewWords(one),
      "dialog-override-words": one.review?.override ?? "",
      "dialog-clearance-words": clearanceWords(one),
    };
    for (const [role, text] of Object.entries(words)) setText(need(dialog, role), text);
    show(need(dialog, "dialog-review"), Boolean(one.review));
    show(need(dialog, "dialog-override"), Boolean(one.review?.override));
    show(need(dialog, "dialog-clearance"), Boolean(one.clearance));
    show(need(dialog, "dialog-silent"), one.statements.length === 0);
    if (one.review) need(dialog, "dialog-review").querySelector("time").dateTime = one.review.at;
    need(dialog, "dialog-statements").replaceChildren(...one.statements.map(statementRow));
    for (const field of findAll(dialog, "dialog-id")) field.value = one.id;
    for (const field of findAll(dialog, "dialog-basis")) field.value = one.basis;
    for (const field of findAll(dialog, "dialog-seen")) field.value = `${one.id}:${one.basis}`;
    wordMoments(dialog, zone);
  }

  function statementRow(said) {
    const row = clone(templates, "statement");
    setText(need(row, "statement-title"), said.title);
    setText(need(row, "statement-state"), said.state_words);
    setText(need(row, "statement-asked"), said.asked);
    show(need(row, "statement-asked"), Boolean(said.asked));
    setText(need(row, "statement-words"), said.words);
    setText(need(row, "statement-by"), said.by ? `${said.by}, ` : "");
    row.querySelector("time").dateTime = said.at;
    return row;
  }

  function say(words) {
    setText(need(dialog, "dialog-problem-words"), words);
    show(need(dialog, "dialog-problem"), Boolean(words));
  }

  async function submit(kind, form, button) {
    button?.setAttribute("aria-busy", "true");
    try {
      await send(kind, shown, Object.fromEntries(new FormData(form)));
      form.reset();
      dialog.close();
    } catch (error) {
      say(refusalWords(error));
    } finally {
      button?.removeAttribute("aria-busy");
    }
  }

  for (const role of FORMS) {
    const form = dialog.querySelector(`[data-role="${role}"]`);
    form?.addEventListener("submit", (event) => {
      event.preventDefault();
      submit(role.replace("-form", ""), form, event.submitter);
    }, { signal });
  }
  for (const role of ["dialog-close", "dialog-not-yet"]) need(dialog, role).addEventListener("click", () => dialog.close(), { signal });

  return {
    open,
    /** News while it stands open: what the sources say changes under the reader, what they type does not. */
    refresh: (one) => dialog.open && one && draw(one),
    /** The one key that marks as reviewed. */
    review: () => dialog.open && dialog.querySelector('[data-role="review-form"]')?.requestSubmit(),
    get shownId() {
      return dialog.open ? (shown?.id ?? null) : null;
    },
  };
}
