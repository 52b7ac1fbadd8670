/**
 * Words on their way: every message lies here, sealed and on disk, from before it is shown until the server has
 * acknowledged it. Keeps the typed order over all tabs of the browser. When and how they are sent is sender.js.
 */

const SHELF = "outbox";

/**
 * vault: where it is kept (core/vault.js). locks: navigator.locks or the like. channel: BroadcastChannel or null,
 * so the tabs of one browser show the same. newId, now: for tests.
 *
 * An entry: {client_id, room, body, reply_to, typed_at, phase: "pending" | "failed", reason: null | {code, message},
 * edited?: the words as they stand in an editor that is open, or was when its tab was closed}. While "edited" is there the
 * entry is not sent; one that is pending keeps those after it waiting too, or they would overtake it.
 */
export function createOutbox({ vault, locks, channel = null, newId = () => crypto.randomUUID(), now = () => new Date() }) {
  const callbacks = new Set();
  const acceptedCallbacks = new Set();
  const lockOf = (room) => `tk-outbox:${room}`;
  let entries = [];
  let unreadable = 0;
  let turn = Promise.resolve();

  /** One change after another: sealing takes a moment, and two quick messages must not swap places in it. */
  function inTurn(work) {
    const result = turn.then(work);
    turn = result.catch(() => {});
    return result;
  }

  async function reload() {
    const kept = await vault.list(SHELF);
    entries = kept.filter(({ value }) => value).map(({ value }) => value);
    const lost = kept.filter(({ value }) => !value);
    unreadable += lost.length;
    for (const { id } of lost) await vault.remove(SHELF, id);
    for (const callback of callbacks) callback();
  }

  async function changed(accepted = null) {
    await reload();
    channel?.postMessage({ accepted });
  }

  /** Told before the words leave: whoever shows them can put the sent message in their place. */
  function tellAccepted({ client_id, ...ack }) {
    const entry = find(client_id);
    if (entry) for (const callback of acceptedCallbacks) callback(entry, ack);
  }

  async function hear({ accepted }) {
    if (accepted) tellAccepted(accepted);
    await reload();
  }

  const keep = (entry) => vault.put(SHELF, entry.client_id, entry);
  const pendingOf = (room) => entries.filter((entry) => entry.room === room && entry.phase === "pending");
  const find = (client_id) => entries.find((entry) => entry.client_id === client_id);

  // An emptied vault has nothing to show, and says so elsewhere.
  channel?.addEventListener("message", ({ data }) => inTurn(() => hear(data)).catch(() => {}));

  return {
    lasting: vault.lasting,

    /** Reads what an earlier page left. */
    load: () => inTurn(reload),

    /** Resolves once the words are on disk. Rejects, and keeps nothing, where the disk does not take them. */
    add({ room, body, reply_to = null }) {
      const entry = { client_id: newId(), room, body, reply_to, typed_at: now().toISOString(), phase: "pending", reason: null };
      return inTurn(async () => {
        await keep(entry);
        await changed();
        return entry;
      });
    },

    /** Entries of a room in typed order. */
    of: (room) => entries.filter((entry) => entry.room === room),

    rooms: () => [...new Set(entries.map((entry) => entry.room))],

    /** The next to send in a room, from disk: another tab may have changed it. */
    next: (room) =>
      inTurn(async () => {
        await reload();
        const [first = null] = pendingOf(room);
        return first && !isEdited(first) ? first : null;
      }),

    /** Whether it waits only for an edit of earlier words to end. */
    isHeld({ room, client_id }) {
      const pending = pendingOf(room);
      const at = pending.findIndex((entry) => entry.client_id === client_id);
      return at >= 0 && !isEdited(pending[at]) && pending.slice(0, at).some(isEdited);
    },

    /** The server holds it. ack: {id, seq, at}; told here and in the other tabs. */
    accept: (client_id, { id, seq, at }) =>
      inTurn(async () => {
        const accepted = { client_id, id, seq, at };
        tellAccepted(accepted);
        await vault.remove(SHELF, client_id);
        await changed(accepted);
      }),

    /** The person took it back. */
    remove: (client_id) =>
      inTurn(async () => {
        await vault.remove(SHELF, client_id);
        await changed();
      }),

    /** The server refused it for good; the person decides what becomes of it. */
    fail: (client_id, reason) =>
      inTurn(async () => {
        const entry = find(client_id);
        if (entry) await keep({ ...entry, phase: "failed", reason });
        await changed();
      }),

    /** Sends a refused one again. */
    retry: (client_id) =>
      inTurn(async () => {
        const entry = find(client_id);
        if (entry) await keep({ ...entry, phase: "pending", reason: null });
        await changed();
      }),

    /** An edit begins, or goes on where it was left. Resolves with the entry; null when the words have left meanwhile. */
    edit: (room, client_id) =>
      locks.request(lockOf(room), {}, () =>
        inTurn(async () => {
          await reload();
          const entry = find(client_id);
          if (!entry) return null;
          if (!isEdited(entry)) await keep({ ...entry, edited: entry.body });
          await changed();
          return find(client_id);
        }),
      ),

    /** Every stroke of an edit, so that closing the tab loses none. Nothing on other screens changes by it. */
    keepEdit: (client_id, edited) =>
      inTurn(async () => {
        const entry = await vault.get(SHELF, client_id);
        if (!entry || !isEdited(entry)) return;
        await keep({ ...entry, edited });
        Object.assign(find(client_id) ?? {}, { edited });
      }),

    /** The edit is given up: the words stand as they were. */
    cancelEdit: (client_id) =>
      inTurn(async () => {
        const entry = find(client_id);
        if (entry) await keep(unedited(entry));
        await changed();
      }),

    /** Other words in the same place of the order; ends an edit. */
    rewrite: (client_id, body) =>
      inTurn(async () => {
        const entry = find(client_id);
        if (entry) await keep({ ...unedited(entry), body, phase: "pending", reason: null });
        await changed();
      }),

    /** The server holds other words under this id: these become a message of their own, and wait for a decision. */
    part: (client_id) =>
      inTurn(async () => {
        const entry = find(client_id);
        if (!entry) return;
        const body = latestWords(entry);
        await keep({ ...unedited(entry), body, client_id: newId(), phase: "failed", reason: { code: "changed", message: "" } });
        await vault.remove(SHELF, client_id);
        await changed();
      }),

    /** Nobody else, in any tab, sends or changes this room's words while work runs. */
    alone: (room, work) => locks.request(lockOf(room), {}, work),

    /** One tab at a time shows the editor of an entry. steal: take it from the tab that has it; its promise rejects. */
    asEditor: (client_id, { steal = false }, work) => locks.request(`tk-edit:${client_id}`, { steal }, work),

    onChange(callback, signal) {
      callbacks.add(callback);
      signal?.addEventListener("abort", () => callbacks.delete(callback));
    },

    /** Calls back with (entry, ack). */
    onAccepted(callback, signal) {
      acceptedCallbacks.add(callback);
      signal?.addEventListener("abort", () => acceptedCallbacks.delete(callback));
    },

    /** How many kept words turned out unreadable since the page was opened. */
    get unreadable() {
      return unreadable;
    },
  };
}

/** Whether an edit of this entry is open, in some tab or in one that is closed by now. */
export const isEdited = ({ edited }) => typeof edited === "string";

/** What its author wrote last, saved or not. */
export const latestWords = ({ body, edited }) => edited ?? body;

function unedited({ edited, ...entry }) {
  return entry;
}

/** For browsers without Web Locks: the same promise within one tab. */
export function locksOfThisTab() {
  const turns = new Map();
  return {
    request(name, options, work) {
      const result = (turns.get(name) ?? Promise.resolve()).then(work);
      turns.set(name, result.catch(() => {}));
      return result;
    },
  };
}
