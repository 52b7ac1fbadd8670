/**
 * What is new to this person in this room: the line above the first unread, the pill over the log when it is out of
 * view. Numbers outside the room are elsewhere.js.
 */

import { find, setText, show } from "../core/dom.js";
import { keyOf } from "./items.js";
import { newWords } from "./words.js";

/** log, view, frame: of this room. count(n): so many are unread. jump(seq): bring that message into view; null means the newest. */
export function createUnread(root, { log, view, frame, count, jump, signal }) {
  const pill = find(root, "new-pill");
  const line = { from: null, count: 0 };
  let target = null;

  pill.addEventListener("click", () => jump(target), { signal });

  /** Sets the line above what is unread now. */
  function setLine() {
    const unread = log.unread();
    line.from = unread[0]?.seq ?? null;
    line.count = unread.length;
  }

  return {
    line,
    setLine,

    /** News came while the person was not reading the end of the log. */
    grow() {
      const isStale = line.from === null || log.unread()[0]?.seq > line.from;
      if (isStale) setLine();
      else line.count = log.all.slice(log.position(line.from)).filter(log.isFromOther).length;
    },

    /** The person answered: nothing is new any more. */
    clearLine() {
      line.from = null;
    },

    show() {
      const unread = log.unread();
      count(unread.length);
      const outOfView = unread.filter((message) => !view.visible().has(message.seq));
      target = outOfView[0]?.seq ?? null;
      const isAbove = outOfView.length > 0 && frame.isAtNewest && view.isAbove(keyOf(outOfView[0]));
      show(find(pill, "new-pill-up"), isAbove);
      show(find(pill, "new-pill-down"), !isAbove);
      setText(find(pill, "new-pill-words"), outOfView.length ? newWords(outOfView.length) : "Newest messages");
      show(pill, outOfView.length > 0 || !frame.isAtNewest);
    },
  };
}
