/**
 * Which part of the log stands in the page: a stretch of at most so many messages, so that ten thousand stay smooth.
 * It follows the newest until the person scrolls far up, and comes back to it. Numbers only.
 */

const STEP = 50;
const MOST = 200;

/** log: the state (messages.js). Opens on the messages already there. */
export function createFrame(log) {
  let from = 0; // index of the first message shown
  let to = null; // index behind the last one, or null: to the newest

  const end = () => to ?? log.all.length;

  return {
    slice: () => log.all.slice(from, end()),

    /** The newest message, and the unsent ones after it, are in the page. */
    get isAtNewest() {
      return to === null;
    },
    get isAtOldest() {
      return from === 0;
    },

    /** Everything that is loaded, for paper. Returns what undoes it. */
    all() {
      const before = [from, to];
      [from, to] = [0, null];
      return () => ([from, to] = before);
    },

    /** Shows earlier ones that are loaded. False when there are none. */
    up() {
      if (from === 0) return false;
      from = Math.max(0, from - STEP);
      if (end() - from > MOST) to = from + MOST;
      return true;
    },

    /** Shows later ones again. */
    down() {
      if (to === null) return false;
      to = to + STEP >= log.all.length ? null : to + STEP;
      from = Math.max(from, end() - MOST);
      return true;
    },

    /** So many older messages came in front: what is shown stays the same. */
    shifted(count) {
      from += count;
      if (to !== null) to += count;
    },

    toNewest() {
      to = null;
      from = Math.max(0, log.all.length - STEP * 2);
    },

    /** Puts a message in the page, with some before it. */
    showIndex(index) {
      if (index >= from && index < end()) return;
      from = Math.max(0, index - STEP / 2);
      to = from + MOST >= log.all.length ? null : from + MOST;
    },

    /** New ones came at the end: the oldest leave the page while nobody looks at them. */
    trim() {
      if (to === null && log.all.length - from > MOST) from = log.all.length - MOST;
    },

    restart() {
      from = 0;
      to = null;
    },
  };
}
