/**
 * Which message the next words answer: chosen at a message, shown in a line above the field, given up by its button,
 * by Escape, or by sending. Kept on this device as the draft is, so that a reload does not send half-written words as an
 * answer to nothing. Along the log the arrow keys go from one message's Reply to the next.
 */

import { announce, find, need, setText, show } from "../core/dom.js";

const SHELF = "reply";
const EARLIER = "an earlier message";
const STEP = { ArrowUp: -1, ArrowDown: 1 };

/** wordsOf(message): what the line says of it. chosen(): the field is wanted. */
export function createReplying(root, { room, vault, log, wordsOf, chosen, signal }) {
  const line = find(root, "replying");
  const rows = need(root, "rows");
  const field = find(root, "field");
  let answered = null;

  function start(seq) {
    const message = line && log.bySeq(seq);
    if (!message) return;
    answer(message.id, wordsOf(message));
    vault.put(SHELF, room, { id: message.id }).catch(() => {}); // a full disk still lets the reply go out
    announce(`Replying to ${wordsOf(message)}`);
    chosen();
  }

  function answer(id, words) {
    answered = id;
    setText(find(line, "replying-words"), words);
    show(line, true);
  }

  function stop() {
    if (answered) vault.remove(SHELF, room).catch(() => {});
    answered = null;
    if (line) show(line, false);
  }

  function step(event) {
    const move = STEP[event.key];
    const button = event.target.closest("[data-role=reply]");
    if (!move || !button) return;
    const all = [...rows.querySelectorAll("[data-role=reply]:not([hidden])")];
    const next = all[all.indexOf(button) + move];
    if (!next) return;
    event.preventDefault();
    button.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }

  function giveUp() {
    stop();
    chosen();
  }

  // Heard before the field's own handler: Escape first gives up the reply, then leaves the field.
  function escape(event) {
    if (event.key !== "Escape" || !answered) return;
    event.stopImmediatePropagation();
    stop();
  }

  rows.addEventListener("keydown", step, { signal });
  if (line) find(line, "replying-stop").addEventListener("click", giveUp, { signal });
  field?.addEventListener("keydown", escape, { signal, capture: true });
  return {
    start,
    stop,

    /** What an earlier page of this device was answering. */
    async restore() {
      const kept = line && (await vault.get(SHELF, room).catch(() => null));
      if (!kept || answered) return;
      const message = log.all.findLast(({ id }) => id === kept.id);
      answer(kept.id, message ? wordsOf(message) : EARLIER);
    },

    /** Id of the message that the next words answer, or null. */
    get answered() {
      return answered;
    },
  };
}
