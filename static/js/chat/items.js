/**
 * What the log shows, from messages and unsent words: days, the line above what is new, runs of one person,
 * and the state under own messages. Plain values in and out; list_view draws them.
 */

import { clockTime, dayKey } from "../core/time.js";

const RUN_MS = 10 * 60_000;

/** Stable through a message's life, so that the bubble of a message being sent becomes the sent one in place. */
export function keyOf({ author, client_id, seq }) {
  return client_id ? `c:${author?.id}:${client_id}` : `s:${seq}`;
}

/**
 * messages: ascending part of the log. unsent: entries of the outbox in typed order.
 * context: {viewer, zone, newFrom (seq or null), newCount, readers: [{seq, at, name}],
 * holders: [{seq, at}], isLive(seq)}.
 */
export function itemsOf(messages, unsent, context) {
  const rows = [...messages.map((message) => sentRow(message, context)), ...unsent.map((entry) => unsentRow(entry, context))];
  markRuns(rows, context);
  markStates(rows, context);
  return withLines(rows, context);
}

function sentRow(message, { viewer, isLive }) {
  return {
    type: "message",
    key: keyOf(message),
    message,
    own: message.author?.id === viewer,
    seq: message.seq,
    at: message.at,
    author: message.kind === "system" ? "" : message.author?.id,
    live: isLive(message.seq),
    state: null,
  };
}

function unsentRow(entry, { viewer }) {
  const message = { client_id: entry.client_id, author: { id: viewer }, kind: "text", body: entry.body, at: entry.typed_at, reply_to: entry.reply_to };
  return {
    type: "message",
    key: keyOf(message),
    message,
    own: true,
    seq: null,
    at: null,
    author: viewer,
    live: false,
    state: { phase: entry.phase, reason: entry.reason ?? null, client_id: entry.client_id },
  };
}

/** head: first of a run, shows who; tail: last of it, shows its state. Unsent words never change a run's times. */
function markRuns(rows, context) {
  rows.forEach((row, index) => {
    row.head = !continues(rows[index - 1], row, context);
  });
  rows.forEach((row, index) => {
    row.tail = rows[index + 1]?.head ?? true;
  });
}

function continues(before, row, { zone, newFrom }) {
  if (!before || !row.author || before.author !== row.author || row.seq === newFrom) return false;
  if (row.seq === null || before.seq === null) return true;
  if (row.seq !== before.seq + 1 || dayKey(before.at, zone) !== dayKey(row.at, zone)) return false;
  return Date.parse(row.at) - Date.parse(before.at) < RUN_MS;
}

/** A state under the newest of each own run, and inside a run under the last one that somebody has read. */
function markStates(rows, { zone, readers, holders = [] }) {
  const sent = rows.filter((row) => row.own && row.author && row.seq !== null);
  const stopsAt = new Map(readers.map((reader) => [reader, sent.findLast((row) => row.seq <= reader.seq)]));
  rows.forEach((row, index) => {
    const below = rows[index + 1];
    if (row.seq === null) row.state.isQuiet = row.state.phase === "sending" && below?.state?.phase === "sending";
    else if (row.own && row.author) row.state = sentState(row, { isLast: row.tail || below.seq === null, readers, holders, stopsAt, zone });
  });
}

/** The last of a run names all who have read it; a time only where we know that of each of them. */
function sentState(row, { isLast, readers, holders, stopsAt, zone }) {
  const stopping = readers.filter((reader) => stopsAt.get(reader) === row);
  const reading = isLast ? readers.filter((reader) => reader.seq >= row.seq) : stopping;
  if (!reading.length) return isLast ? unreadState(row, holders, zone) : null;
  const times = reading.map((reader) => stopping.includes(reader) && reader.at);
  const time = times.every(Boolean) ? clockTime(times.sort().at(-1), zone) : "";
  return { phase: "read", readers: reading.map((reader) => reader.name), time };
}

/** Held by a browser of somebody's, or by the server alone. The time is the first browser's, where that is known. */
function unreadState(row, holders, zone) {
  const sent = clockTime(row.at, zone);
  const holding = holders.filter((holder) => holder.seq >= row.seq);
  if (!holding.length) return { phase: "sent", time: sent };
  const times = holding.map((holder) => holder.seq === row.seq && holder.at).filter(Boolean);
  return { phase: "delivered", time: times.length ? clockTime(times.sort()[0], zone) : "", sent };
}

function withLines(rows, { zone, newFrom, newCount }) {
  const items = [];
  let day = null;
  let before = null;
  for (const row of rows) {
    const ownDay = row.at ? dayKey(row.at, zone) : day;
    if (ownDay !== day) items.push({ type: "day", key: `day:${ownDay}`, at: row.at });
    if (before?.seq && row.seq > before.seq + 1) items.push({ type: "gap", key: `gap:${before.seq}` });
    if (newFrom !== null && row.seq === newFrom) items.push({ type: "new", key: "new", count: newCount });
    items.push(row);
    day = ownDay;
    before = row;
  }
  return items;
}
