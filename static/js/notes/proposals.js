/** The dialog with the draft from the record: sentences to choose from, each with its sources. */

import { clone, find, findAll, need, setText, show } from "../core/dom.js";
import { sourceRow } from "./linked.js";

const PROBLEMS = { conflict: "The record has changed meanwhile. Here is the new draft.", offline: "You are offline. Nothing was put in; press again when you are back." };

/** place: holds the dialog and the templates. load(): resolves with {sentences}. insert(keys): resolves when they are in. */
export function createProposals(place, { load, insert }) {
  const dialog = need(place, "draft-dialog");
  const list = need(dialog, "proposals");
  const button = need(dialog, "draft-insert");

  function row({ key, text, sources }) {
    const item = clone(place, "proposal");
    need(item, "proposal-take").value = key;
    setText(need(item, "proposal-text"), text);
    need(item, "proposal-sources").append(...sources.map((source) => sourceRow(place, source)));
    return item;
  }

  const chosen = () => findAll(list, "proposal-take").filter(({ checked }) => checked).map(({ value }) => value);

  function count() {
    const number = chosen().length;
    button.disabled = !number;
    setText(button.querySelector("span"), number === 1 ? "Put 1 sentence into the note" : `Put ${number} sentences into the note`);
  }

  async function refresh() {
    const { sentences } = await load();
    list.replaceChildren(...sentences.map(row));
    show(need(dialog, "draft-empty"), !sentences.length);
    count();
  }

  function problem(words) {
    setText(need(dialog, "draft-problem"), words);
    show(need(dialog, "draft-problem"), Boolean(words));
  }

  async function put() {
    button.setAttribute("aria-busy", "true");
    try {
      await insert(chosen());
      dialog.close();
    } catch (error) {
      problem(PROBLEMS[error.code] ?? "That did not work. Nothing was put in.");
      if (error.code === "conflict") await refresh().catch(() => {});
    } finally {
      button.removeAttribute("aria-busy");
    }
  }

  list.addEventListener("change", count);
  button.addEventListener("click", put);
  for (const each of findAll(dialog, "draft-close")) each.addEventListener("click", () => dialog.close());

  return {
    async open() {
      problem("");
      list.replaceChildren();
      dialog.showModal();
      await refresh().catch(() => problem("The draft did not load. Your note is untouched; close this and try again."));
      find(list, "proposal-take")?.focus();
    },
  };
}
