/**
 * Says once, to whoever does not see the screen, that words did not go out: a row that changes in place is no addition to
 * the log, so nothing else reads it aloud.
 */

import { failedWords } from "./words.js";

/** say(words). context: {device, isNote}. */
export function createFailures({ say, context }) {
  const told = new Map(); // client id -> phase that was told

  /** entries: what is unsent, each with its phase. A wait is told once; a refusal again only after another try. */
  return function look(entries) {
    const news = entries.filter((entry) => isNews(entry, told.get(entry.client_id)));
    for (const { client_id, phase } of entries) {
      if (phase === "waiting" || phase === "failed") told.set(client_id, phase);
      else if (told.get(client_id) === "failed") told.delete(client_id);
    }
    for (const id of [...told.keys()]) if (!entries.some(({ client_id }) => client_id === id)) told.delete(id);
    if (news.length) say(failedWords(news, context));
  };
}

function isNews({ phase }, before) {
  return phase === "failed" ? before !== "failed" : phase === "waiting" && !before;
}
