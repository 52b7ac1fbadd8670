/**
 * What this browser keeps for a person between pages: words not sent yet, and drafts. Every entry is sealed with
 * AES-GCM under a key that the server hands to that person's pages and that is never stored here, so an ended login
 * leaves only unreadable bytes, and the same person reads them again after signing in.
 * Another person's pages, and signing out, empty it. What the words mean belongs to whoever keeps them.
 */

const DATABASE = "telekat";
const VERSION = 1;
const KEY_BYTES = 32;
const IV_BYTES = 12;
const LEAVING_MS = 2_000; // a browser's store that hangs must not hold up a sign-out
const wipedCallbacks = new Set();
let news = null;
let wiped = false;

/**
 * Opens the vault of a person; empties it first if it was somebody else's.
 * Where the browser cannot keep anything (a private window, plain http), a vault in memory with lasting=false.
 */
export async function openVault({ owner, key }) {
  listen();
  try {
    const secret = await importKey(key);
    const database = await openDatabase();
    await claim(database, owner);
    return lastingVault(database, secret, owner);
  } catch {
    return memoryVault();
  }
}

/**
 * Empties the vault, here and now, and tells every other tab that it is gone. A store that does not answer is not
 * waited for: what lies in it is sealed, and the answer to a sign-out has the browser delete it.
 */
export async function wipeAll() {
  listen();
  await inTime(empty());
  markWiped();
  news?.postMessage("wiped");
}

/** Calls back when the vault has been emptied, in this tab or another. */
export function onWiped(callback) {
  listen();
  wipedCallbacks.add(callback);
  return () => wipedCallbacks.delete(callback);
}

/** How many entries lie on a shelf, without a key: enough to warn before they are thrown away. 0 where none can tell. */
export async function countKept(shelf) {
  return (await inTime(count(shelf))) ?? 0;
}

async function count(shelf) {
  try {
    const database = await openDatabase();
    const found = await answerOf(database.transaction("kept").objectStore("kept").index("shelf").count(shelf));
    database.close();
    return found;
  } catch {
    return 0;
  }
}

/** What the store answers, or undefined when it does not within the time of somebody who is leaving. */
function inTime(answer) {
  let timer;
  const late = new Promise((resolve) => (timer = setTimeout(resolve, LEAVING_MS)));
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}

/** The tabs of one browser tell each other; a browser that cannot has each tab find out for itself. */
function listen() {
  if (news || !("BroadcastChannel" in globalThis)) return;
  news = new BroadcastChannel("telekat-vault");
  news.addEventListener("message", markWiped);
}

function markWiped() {
  if (wiped) return;
  wiped = true;
  for (const callback of wipedCallbacks) callback();
}

async function empty() {
  try {
    const database = await openDatabase();
    const change = database.transaction(["kept", "owner"], "readwrite");
    change.objectStore("kept").clear();
    change.objectStore("owner").clear();
    await done(change);
    database.close();
  } catch {
    // Nothing can be kept in this browser, so there is nothing to empty.
  }
}

async function importKey(text) {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  if (bytes.length !== KEY_BYTES) throw new Error("the key of the vault has a wrong length");
  return crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
}

function openDatabase() {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(DATABASE, VERSION);
    opening.onupgradeneeded = () => {
      const kept = opening.result.createObjectStore("kept", { keyPath: "position", autoIncrement: true });
      kept.createIndex("shelf", "shelf");
      kept.createIndex("place", ["shelf", "id"], { unique: true });
      opening.result.createObjectStore("owner");
    };
    opening.onsuccess = () => {
      opening.result.onversionchange = () => opening.result.close();
      resolve(opening.result);
    };
    opening.onerror = () => reject(opening.error);
    opening.onblocked = () => reject(new Error("another tab holds an older vault"));
  });
}

async function claim(database, owner) {
  const change = database.transaction(["kept", "owner"], "readwrite");
  const known = await answerOf(change.objectStore("owner").get("id"));
  if (known !== owner) {
    change.objectStore("kept").clear();
    change.objectStore("owner").put(owner, "id");
  }
  await done(change);
}

function lastingVault(database, secret, owner) {
  const sealedTo = (shelf, id) => new TextEncoder().encode(`${owner}|${shelf}|${id}`);

  async function seal(shelf, id, value) {
    const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
    const plain = new TextEncoder().encode(JSON.stringify(value));
    const bytes = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: sealedTo(shelf, id) }, secret, plain);
    return { iv, bytes };
  }

  async function open({ position, shelf, id, iv, bytes }) {
    try {
      const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: sealedTo(shelf, id) }, secret, bytes);
      return { position, id, value: JSON.parse(new TextDecoder().decode(plain)) };
    } catch {
      return { position, id, value: null };
    }
  }

  /** A tab that outlived its login must not touch what the next person keeps: it asks whose the vault is each time. */
  async function kept(mode) {
    const change = database.transaction(["kept", "owner"], mode, { durability: "strict" });
    const isMine = !wiped && (await answerOf(change.objectStore("owner").get("id"))) === owner;
    if (isMine) return { change, store: change.objectStore("kept") };
    markWiped();
    throw new Error("the vault is somebody else's now");
  }

  return {
    lasting: true,

    /** Keeps a value, at the end of its shelf or in its old place. Resolves with its position once it is on disk. */
    async put(shelf, id, value) {
      const sealed = await seal(shelf, id, value);
      const { change, store } = await kept("readwrite");
      const place = await answerOf(store.index("place").getKey([shelf, id]));
      const position = await answerOf(store.put({ ...(place === undefined ? {} : { position: place }), shelf, id, ...sealed }));
      await done(change);
      return position;
    },

    /** The value under this id, or null. */
    async get(shelf, id) {
      const { store } = await kept("readonly");
      const found = await answerOf(store.index("place").get([shelf, id]));
      return found ? (await open(found)).value : null;
    },

    /** All of a shelf as [{position, id, value}] in the order of first keeping; value null where it cannot be read. */
    async list(shelf) {
      const { store } = await kept("readonly");
      const found = await answerOf(store.index("shelf").getAll(shelf));
      found.sort((one, other) => one.position - other.position);
      return Promise.all(found.map(open));
    },

    async remove(shelf, id) {
      const { change, store } = await kept("readwrite");
      const place = await answerOf(store.index("place").getKey([shelf, id]));
      if (place !== undefined) store.delete(place);
      await done(change);
    },
  };
}

/** The same verbs, forgotten with the page. */
export function memoryVault() {
  const shelves = new Map();
  let last = 0;
  const on = (shelf) => shelves.get(shelf) ?? shelves.set(shelf, new Map()).get(shelf);
  return {
    lasting: false,
    async put(shelf, id, value) {
      const position = on(shelf).get(id)?.position ?? ++last;
      on(shelf).set(id, { position, id, value: structuredClone(value) });
      return position;
    },
    async get(shelf, id) {
      return structuredClone(on(shelf).get(id)?.value ?? null);
    },
    async list(shelf) {
      return structuredClone([...on(shelf).values()].sort((one, other) => one.position - other.position));
    },
    async remove(shelf, id) {
      on(shelf).delete(id);
    },
  };
}

function answerOf(asking) {
  return new Promise((resolve, reject) => {
    asking.onsuccess = () => resolve(asking.result);
    asking.onerror = () => reject(asking.error);
  });
}

function done(change) {
  return new Promise((resolve, reject) => {
    change.oncomplete = () => resolve();
    change.onerror = () => reject(change.error);
    change.onabort = () => reject(change.error ?? new Error("the browser gave up the change"));
  });
}
