/**
 * A room on paper: all of it, with whose it is, who printed it and when; and where something is not on the paper, the
 * paper says so. A browser's own print does not wait for what is not loaded, the keys for it are ours and do.
 */

import { announce, find, setText, show } from "../core/dom.js";
import { fullTime, serverNow } from "../core/time.js";
import { printWords } from "./words.js";

const MOST_PAGES = 50; // of a hundred messages: what a printer and a reader can take

/** display: showAll() puts all that is loaded into the page and returns how to undo it. unsent(): entries of the outbox. print: for tests. */
export function createPrinting(root, { log, history, display, unsent, zone, print = () => globalThis.print(), signal }) {
  const head = find(root, "print-head");
  let undo = null;
  if (!head) return;

  function before() {
    undo ??= display.showAll();
    setText(find(head, "print-at"), fullTime(serverNow().toISOString(), zone));
    const first = log.all[0];
    const missing = printWords({ since: log.hasOlder && first ? fullTime(first.at, zone) : null, unsent: unsent().length });
    setText(find(root, "print-missing"), missing);
    show(find(root, "print-missing"), Boolean(missing));
  }

  function after() {
    undo?.();
    undo = null;
  }

  async function printAll(event) {
    if (event.key.toLowerCase() !== "p" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey || !log.hasOlder) return;
    event.preventDefault();
    announce("Loading all messages to print");
    await history.reach(1, MOST_PAGES).catch(() => {});
    print();
  }

  addEventListener("beforeprint", before, { signal });
  addEventListener("afterprint", after, { signal });
  addEventListener("keydown", printAll, { signal });
}
