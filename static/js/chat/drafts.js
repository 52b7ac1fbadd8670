/**
 * Half-written words, of a message or of a note: at once sealed on this device, a moment later on the server, so that they are there on the next
 * device too. When two devices wrote at the same time both texts are kept, one under the other.
 */

const SAVE_MS = 800;
const AGAIN_MS = 5_000;
const FOR_GOOD = new Set(["unauthenticated", "forbidden", "not_found", "invalid", "too_large"]);
export const DIVIDER = "\n\n— also written in another tab or on another device —\n\n";

/** Both texts in one, without writing anything twice. */
export function mergeDrafts(mine, theirs) {
  if (!theirs.trim() || mine.includes(theirs)) return mine;
  if (!mine.trim() || theirs.includes(mine)) return theirs;
  return mine + DIVIDER + theirs;
}

/**
 * address: where the server has it. shelf, id: where this device keeps it. initial: {body, rev} as the server had it when
 * it made the page. replaced(body, isMerged): other words belong into the field. latest_ms: a person who never pauses is
 * saved after so long. stood({isDirty, failed}): after every change. met(theirs): what the server had, when it was asked.
 * A draft that the server refuses stays on this device and is tried again.
 */
export function createDraft({ address, shelf = "draft", id, vault, api, initial, replaced, latest_ms = Infinity, stood = () => {}, met = () => {}, signal }) {
  let server = { body: initial?.body ?? "", rev: initial?.rev ?? 0 };
  let mine = server.body;
  let timer = null;
  let waitingSince = null; // when the oldest unsaved stroke fell
  let saving = null;
  let keeping = null;

  const isDirty = () => mine !== server.body;

  /** What is on disk is always the last that was typed; while one is being sealed the next ones wait as one. */
  function keepHere() {
    keeping ??= Promise.resolve().then(async () => {
      keeping = null;
      if (mine === "" && !isDirty()) await vault.remove(shelf, id);
      else await vault.put(shelf, id, { body: mine, rev: server.rev, dirty: isDirty() });
    });
    return keeping.catch(() => {});
  }

  function save() {
    clearTimeout(timer);
    if (isDirty() && !signal.aborted) saving ??= send().finally(() => (saving = null));
    return saving ?? Promise.resolve();
  }

  async function send() {
    const body = mine;
    waitingSince = null;
    try {
      const { rev } = await api.put(address, { body, base_rev: server.rev });
      server = { body, rev };
      await keepHere();
      if (isDirty()) saveSoon(SAVE_MS);
      stood({ isDirty: isDirty(), failed: null });
    } catch (error) {
      stood({ isDirty: true, failed: error.code });
      if (error.code === "conflict") await meet().catch(() => saveSoon(AGAIN_MS));
      else if (!FOR_GOOD.has(error.code)) saveSoon((error.retry_after ?? 0) * 1000 || AGAIN_MS);
    }
  }

  function saveSoon(ms) {
    clearTimeout(timer);
    if (!signal.aborted) timer = setTimeout(save, ms);
  }

  /** Looks at the server's words and brings both together. */
  async function meet() {
    const theirs = await api.get(address);
    met(theirs);
    if (theirs.rev === server.rev) return; // its words may differ by a trimmed space; that is no news
    const wasDirty = isDirty();
    server = { body: theirs.body, rev: theirs.rev };
    take(wasDirty ? mergeDrafts(mine, theirs.body) : theirs.body, wasDirty);
  }

  function take(body, isMerged) {
    const before = mine;
    mine = body;
    keepHere();
    if (body !== before) replaced(body, isMerged && body.includes(DIVIDER));
    if (isDirty()) saveSoon(SAVE_MS);
    stood({ isDirty: isDirty(), failed: null });
  }

  const look = () => document.visibilityState === "visible" && !saving && meet().catch(() => {});
  const leave = () => document.visibilityState === "hidden" && save();
  addEventListener("focus", look, { signal });
  addEventListener("online", save, { signal });
  document.addEventListener("visibilitychange", () => (look(), leave()), { signal });

  return {
    /** Words left on this device by an earlier page, brought together with the server's. */
    async restore() {
      const kept = await vault.get(shelf, id).catch(() => null);
      if (!kept?.dirty || kept.body === mine) return;
      const isNewer = kept.rev === server.rev;
      take(isNewer ? kept.body : mergeDrafts(kept.body, server.body), !isNewer);
    },

    typed(body) {
      mine = body;
      keepHere();
      waitingSince ??= Date.now();
      saveSoon(Math.max(0, Math.min(SAVE_MS, waitingSince + latest_ms - Date.now())));
      stood({ isDirty: isDirty(), failed: null });
    },

    /** The server itself has put words in: they and what was typed meanwhile. */
    came({ body, rev }) {
      const typed = isDirty() ? mine : null;
      server = { body, rev };
      take(typed === null ? body : mergeDrafts(typed, body), typed !== null);
    },

    get rev() {
      return server.rev;
    },

    get isDirty() {
      return isDirty();
    },

    /** Resolves when what was typed so far has been tried to be saved. */
    async flush() {
      await saving;
      await save();
    },

    /** The outbox holds the words now. */
    sent() {
      mine = "";
      keepHere();
      saveSoon(0);
    },

    /** Resolves when what was typed is on this device. */
    settle: () => keepHere(),
    look,
  };
}
