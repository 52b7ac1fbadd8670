/**
 * The messages of one room as this page knows them: merged by the server's number, without doubles, in its order,
 * with the place where something is missing, and how far each person has read. No page, no network, no clock.
 */

/**
 * viewer: id of the person looking. messages: the last page, ascending and whole. read, received: {user id: seq};
 * readAt, receivedAt: {user id: when, or null}.
 * lastSeq: the highest number the server has given in this room.
 */
export function createLog({ viewer, messages = [], lastSeq = 0, read = {}, readAt = {}, received = {}, receivedAt = {} }) {
  const bySeq = new Map();
  const own = new Map(); // client id -> my message that the server has
  const marks = marksOf(read, readAt);
  const receipts = marksOf(received, receivedAt);
  let order = [];
  let floor = 1; // the lowest number that belongs here: older ones are loaded on purpose or not at all
  let whole = 0; // everything from the floor up to here is loaded
  let last = 0;

  const isFromOther = (message) => message.author?.id !== viewer;

  function start(page, newest) {
    bySeq.clear();
    own.clear();
    order = [...page].sort((one, other) => one.seq - other.seq);
    order.forEach(remember);
    last = Math.max(newest, order.at(-1)?.seq ?? 0);
    floor = order.length ? order[0].seq : last + 1;
    whole = floor - 1;
    extendWhole();
  }

  function remember(message) {
    bySeq.set(message.seq, message);
    if (message.client_id && !isFromOther(message)) own.set(message.client_id, message);
  }

  function extendWhole() {
    while (bySeq.has(whole + 1)) whole += 1;
  }

  /** Takes messages in any order, any number of times. Returns those that were not known. */
  function merge(incoming) {
    const fresh = [];
    for (const message of incoming) {
      if (!Number.isSafeInteger(message.seq) || message.seq < 1) continue;
      last = Math.max(last, message.seq);
      if (bySeq.has(message.seq)) {
        replace(message);
      } else if (message.seq >= floor) {
        insert(message);
        fresh.push(message);
      }
    }
    extendWhole();
    return fresh;
  }

  /** Older ones, as the server gives them before the first loaded. Returns how many were new. */
  function prepend(page) {
    const older = page.filter((message) => message.seq < floor).sort((one, other) => one.seq - other.seq);
    older.forEach(remember);
    order = older.concat(order);
    floor = order[0]?.seq ?? floor;
    return older.length;
  }

  function insert(message) {
    remember(message);
    let at = order.length;
    while (at > 0 && order[at - 1].seq > message.seq) at -= 1;
    order.splice(at, 0, message);
  }

  /** A later word of the server about the same number wins (a correction), unless it says the same. */
  function replace(message) {
    const known = bySeq.get(message.seq);
    if (known.body === message.body && known.kind === message.kind) return;
    remember(message);
    order[position(message.seq)] = message;
  }

  /** Index of the first message numbered seq or higher. */
  function position(seq) {
    let low = 0;
    let high = order.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (order[middle].seq < seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  const readUpTo = (user) => marks.get(user)?.seq ?? 0;

  /** Moves a person's mark forward, never back. True when it moved. */
  const mark = (user, seq, at = null) => forward(marks, user, seq, at);

  /** A browser of theirs holds everything up to seq. True when that is news. */
  const receive = (user, seq, at = null) => forward(receipts, user, seq, at);

  /** Loaded messages of others behind my mark, ascending. */
  function unread() {
    const from = position(readUpTo(viewer) + 1);
    return order.slice(from).filter(isFromOther);
  }

  start(messages, lastSeq);

  return {
    merge,
    prepend,
    position,
    mark,
    receive,
    unread,
    isFromOther,
    restart: start,
    readUpTo,
    /** Marks of everybody else: [{user, seq, at}]. */
    othersMarks: () => others(marks, viewer),
    /** How far everybody else's browsers hold it, in the same shape. */
    othersReceipts: () => others(receipts, viewer),
    /** The server said how far the room goes. */
    learnLast: (seq) => (last = Math.max(last, seq)),
    /** The number after which something is missing, or null. */
    missingAfter: () => (whole < last ? whole : null),
    get all() {
      return order;
    },
    get firstSeq() {
      return floor;
    },
    get lastSeq() {
      return last;
    },
    get whole() {
      return whole;
    },
    /** Whether the server holds messages before the first loaded. */
    get hasOlder() {
      return floor > 1;
    },
    has: (seq) => bySeq.has(seq),
    bySeq: (seq) => bySeq.get(seq),
    /** My own loaded message with this client id. */
    ownWith: (client_id) => own.get(client_id),
  };
}

const marksOf = (seqs, times) => new Map(Object.entries(seqs).map(([user, seq]) => [user, { seq, at: times[user] ?? null }]));

const others = (marks, viewer) => [...marks].filter(([user]) => user !== viewer).map(([user, { seq, at }]) => ({ user, seq, at }));

/** Never back; a time that was not known may come later. */
function forward(marks, user, seq, at) {
  const known = marks.get(user) ?? { seq: 0, at: null };
  if (!(seq > known.seq || (seq === known.seq && at && !known.at))) return false;
  marks.set(user, { seq, at });
  return true;
}
