/** Loads older messages when the person comes near the top, and says so only when it takes a while. */

const PAGE = 100;
const QUIET_MS = 300;

/** got(count): so many came in front. view: showOlder(words, canRetry). */
export function createHistory({ room, log, api, view, got, signal }) {
  let loading = null;
  view.onOlderAgain(() => more());

  function more() {
    if (!log.hasOlder || signal.aborted) return Promise.resolve();
    loading ??= load().finally(() => (loading = null));
    return loading;
  }

  async function load() {
    const slow = setTimeout(() => view.showOlder("Loading earlier messages"), QUIET_MS);
    try {
      const page = await api.get(`/api/v1/rooms/${room}/messages`, { before_seq: log.firstSeq, limit: PAGE });
      const count = log.prepend(page.messages);
      view.showOlder("");
      got(count);
      return count;
    } catch (error) {
      if (error.code !== "unauthenticated") view.showOlder("Earlier messages did not load. Nothing is lost.", true);
      return 0;
    } finally {
      clearTimeout(slow);
    }
  }

  /** Loads until a number is there, but not the whole history for it. */
  async function reach(seq, most = 5) {
    for (let pages = 0; log.firstSeq > seq && pages < most; pages += 1) if (!(await more())) return;
  }

  /** Loads until a message is there, whose number only the server knows; resolves with it, or null. */
  async function reachId(id) {
    for (;;) {
      const message = log.all.find((each) => each.id === id);
      if (message || !log.hasOlder || !(await more())) return message ?? null;
    }
  }

  return { more, reach, reachId };
}
