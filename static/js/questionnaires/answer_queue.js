/**
 * Answers on their way: each lies here, sealed on this device where it can be, from before it is shown until the
 * server has it or refuses it for good. They leave in the order they were given, also those of an earlier page; none
 * is left out for a later one, because a dangerous answer that was changed a second later was still given.
 */

const SHELF = "answers";
const LOCK = "tk-answers";
const BACK_OFF_S = [1, 2, 4, 8, 15, 30];
const FOR_GOOD = new Set(["conflict", "invalid", "too_large", "forbidden", "not_found"]);

/**
 * vault: core/vault.js. send(entry): resolves with {rev, told?}, rejects with a CallError.
 * accepted(entry, ack), refused(entry, error): told once each. changed(): something to draw.
 */
export function createAnswerQueue({ vault, send, accepted, refused, changed, locks = globalThis.navigator?.locks, newId = () => crypto.randomUUID(), sleep = wait }) {
  const revs = new Map(); // what the server made of our own earlier answers, by form and item
  const fresh = new Map(); // not on disk yet, or on a disk that takes nothing
  const gone = new Set(); // answered for before the disk had them
  let entries = [];
  let running = null;
  let stopped = false;
  let failing = false;

  const place = ({ form, item }) => `${form}:${item}`;
  const alone = (work) => (locks ? locks.request(LOCK, work) : work());

  async function reload() {
    const found = await vault.list(SHELF);
    const stored = found.filter(({ value }) => value).map(({ value }) => value);
    entries = [...stored, ...[...fresh.values()].filter(({ id }) => !stored.some((entry) => entry.id === id))];
    for (const { id, value } of found) if (!value) await vault.remove(SHELF, id);
    changed();
  }

  /** Resolves with what stood in the way, or null when nothing is left. */
  async function sendAll() {
    for (;;) {
      await reload();
      const entry = entries[0];
      if (!entry || stopped) return null;
      try {
        const seen = Math.max(entry.base_rev, revs.get(place(entry)) ?? 0);
        const ack = await send({ ...entry, base_rev: seen });
        revs.set(place(entry), ack.rev);
        await forget(entry);
        become(false);
        accepted(entry, ack);
      } catch (error) {
        if (!FOR_GOOD.has(error.code)) return error;
        await forget(entry);
        refused(entry, error);
      }
    }
  }

  async function forget(entry) {
    fresh.delete(entry.id);
    gone.add(entry.id);
    await vault.remove(SHELF, entry.id).catch(() => {});
    entries = entries.filter((each) => each.id !== entry.id);
    changed();
  }

  function become(isFailing) {
    if (failing === isFailing) return;
    failing = isFailing;
    changed();
  }

  async function keepSending(run) {
    for (let attempt = 0; !stopped; attempt += 1) {
      run.again = false;
      const trouble = await alone(sendAll).catch((error) => error);
      if (!trouble && !run.again) return;
      if (!trouble) continue;
      if (trouble.code === "unauthenticated") return;
      become(trouble.code !== "rate_limited");
      const seconds = trouble.retry_after ?? BACK_OFF_S[Math.min(attempt, BACK_OFF_S.length - 1)];
      await Promise.race([sleep(seconds * 1000), new Promise((resolve) => (run.wake = resolve))]);
    }
  }

  function flush() {
    if (running) {
      running.again = true;
      running.wake?.();
      return;
    }
    const run = (running = { again: false, wake: null });
    keepSending(run).finally(() => {
      running = null;
      if (run.again && !stopped) flush();
    });
  }

  return {
    load: reload,
    flush,
    lasting: vault.lasting,

    /** Entries in order, oldest first. */
    kept: () => entries,

    /** Nothing has gone out for a while: the truth is that these answers are only here. */
    get isFailing() {
      return failing;
    },

    /** Keeps an answer and sends it. base_rev: the item's rev that the person saw. */
    async add({ form, item, value, base_rev }) {
      const entry = { id: newId(), form, item, value, base_rev };
      fresh.set(entry.id, entry);
      entries = [...entries, entry];
      changed();
      flush();
      await vault.put(SHELF, entry.id, entry).then(() => gone.has(entry.id) && vault.remove(SHELF, entry.id), () => {});
    },

    stop() {
      stopped = true;
      running?.wake?.();
    },
  };
}

function wait(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
