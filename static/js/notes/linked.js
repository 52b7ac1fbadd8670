/** The list of linked sentences under a note: where each comes from, and what has changed since. DOM only. */

import { clone, need, setText, show } from "../core/dom.js";

/** root: the editor. draw(sentences): as the server sends them. */
export function createLinked(root) {
  let sentences = [];

  const there = () => sentences.filter((one) => one.in_note);
  const flagged = () => there().filter(({ sources }) => sources.some(({ flag }) => flag));

  function row({ number, text, in_note: isThere, sources }) {
    const item = clone(root, "linked");
    setText(need(item, "linked-number"), String(number));
    setText(need(item, "linked-text"), text);
    show(need(item, "linked-gone"), !isThere);
    need(item, "linked-sources").append(...sources.map((source) => sourceRow(root, source)));
    return item;
  }

  return {
    draw(found = []) {
      sentences = found;
      const total = there().length;
      const changed = flagged().length;
      show(need(root, "note-linked"), sentences.length > 0);
      const words = `${total} linked ${total === 1 ? "sentence" : "sentences"}`;
      setText(need(root, "note-linked-words"), changed ? `${words}, ${changed} to look at again` : words);
      need(root, "note-sentences").replaceChildren(...sentences.map(row));
    },
    count: () => there().length,
    flaggedCount: () => flagged().length,
  };
}

/** One source as a link that opens beside this page. root holds the template. */
export function sourceRow(root, { words, href, flag, flag_words: flagWords }) {
  const item = clone(root, "source");
  const link = need(item, "source-link");
  link.href = href;
  setText(link, words);
  show(need(item, "source-flag"), Boolean(flag));
  setText(need(item, "source-flag-words"), flagWords ?? "");
  return item;
}
