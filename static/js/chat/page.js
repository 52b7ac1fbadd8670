/** Brings a room alive: finds its parts, makes them, and ties them together. What each does stands in its own file. */

import { announce, find, findAll, show } from "../core/dom.js";
import { onLoginEnd, pageData } from "../core/page.js";
import { learnServerTime, serverNow } from "../core/time.js";
import { onWiped } from "../core/vault.js";
import { createCatchUp } from "./catch_up.js";
import { createComposer } from "./composer.js";
import { createDraft } from "./drafts.js";
import { followElsewhere } from "./elsewhere.js";
import { createFailures } from "./failures.js";
import { createHistory } from "./history.js";
import { deviceHere } from "./list_view.js";
import { latestWords } from "./outbox.js";
import { createPeople } from "./people.js";
import { createPrinting } from "./printing.js";
import { createPromise } from "./promise.js";
import { createReadMarks } from "./read_marks.js";
import { createReceipts } from "./receipts.js";
import { createReplying } from "./replying.js";
import { createDisplay } from "./room_display.js";
import { services } from "./services.js";
import { createStanding } from "./standing.js";
import { addressedSeq } from "./target.js";
import { createTyping } from "./typing.js";
import { createUnsentEditor } from "./unsent_editor.js";
import { drawPeople, drawPromise, drawRoom } from "./who.js";
import { newWords } from "./words.js";

const SPOKEN_ONE_BY_ONE = 5;

/** root: [data-role=room]. data: what the server gave this room's page. Resolves with {stop}. */
export async function mount(root, data) {
  const stop = new AbortController();
  const { signal } = stop;
  const room = root.dataset.room;
  const viewer = data.viewer.id;
  const isStaff = data.viewer.role !== "patient";
  let isClosed = false;
  let isShutOut = false;
  const part = {}; // made below; callbacks that come earlier find them missing

  const people = createPeople({ viewer, members: data.members, changed: () => queueMicrotask(() => drawPeople(root, people)) });
  const display = createDisplay(root, {
    data,
    unsent,
    nameOf: (user) => (people.has(user) ? people.short(user) : null),
    looked: () => part.marks?.look(),
    wantsOlder: () => part.history?.more(),
    clicked,
    replied: (seq) => part.replying?.start(seq),
    quoted: (id) => part.history?.reachId(id).then((message) => message && display.target(message.seq)),
    signal,
  });
  const { log, view } = display;
  display.open();

  const { api, socket, vault, outbox, sender } = Object.assign(part, await services());
  const typing = createTyping({ room, socket });
  const standing = createStanding({ socket, isStaff, zone: data.time_zone, signal });
  part.replying = createReplying(root, { room, vault, log, wordsOf: display.wordsOf, chosen: () => composer?.focus(), signal });
  const composer = createComposer(root, { isStaff, submitted, typed, left: typing.stopped, signal });
  const draft = composer && createDraft({ address: `/api/v1/rooms/${room}/draft`, id: room, vault, api, initial: data.draft, replaced, signal });
  const editor = createUnsentEditor(root, { outbox, rowOf: display.rowOfOwn, done: settled, gone: () => announce("It was sent meanwhile."), signal });
  part.history = createHistory({ room, log, api, view, got: display.cameBefore, signal });
  part.marks = createReadMarks({ room, log, viewer, socket, api, visible: view.visible, moved: display.showUnread, signal });
  part.receipts = createReceipts({ room, log, told: data.received?.[viewer], socket, api, signal });
  const catchUp = createCatchUp({ room, log, socket, api, entered, arrived, afresh, polling: standing.polling, shutOut, signal });

  part.promise = createPromise({ draw: drawPromise(root), told: data.promise, ask: catchUp.refresh, signal });

  createPrinting(root, { log, history: part.history, display, unsent, zone: data.time_zone, signal });

  function unsent() {
    return part.outbox?.of(room).map((entry) => ({ ...entry, phase: part.sender.phaseOf(entry) })) ?? [];
  }

  function entered(ack) {
    part.promise?.show(ack.promise);
    people.set(ack.room.members);
    drawRoom(root, ack.room);
    close(ack.room.state === "closed");
    for (const [user, seq] of Object.entries(ack.read ?? {})) log.mark(user, seq, ack.read_at?.[user]);
    for (const [user, seq] of Object.entries(ack.received ?? {})) log.receive(user, seq, ack.received_at?.[user]);
    display.draw();
  }

  function close(closed) {
    if (closed === isClosed) return;
    isClosed = closed;
    if (closed) part.promise?.show(null);
    composer?.rest(closed);
    show(find(root, "promise"), !closed); // nobody answers in a closed room
    if (closed) composer?.say("This room is closed. You can read it; nothing new can be written.");
  }

  function arrived(messages) {
    const fromOthers = messages.filter(log.isFromOther);
    for (const { author } of fromOthers) people.types(author?.id, false);
    for (const message of messages) if (!log.isFromOther(message)) settle(message);
    const isRead = view.isAtBottom && document.visibilityState === "visible" && document.hasFocus();
    const speak = fromOthers.length <= SPOKEN_ONE_BY_ONE;
    display.came(messages, { isRead, speak });
    if (!speak) announce(newWords(fromOthers.length));
    part.marks.look();
    part.receipts.got();
  }

  /** The server holds a message of mine: nothing is left to send, unless the words were changed in between. */
  function settle({ client_id, body, ...ack }) {
    const entry = outbox.of(room).find((each) => each.client_id === client_id);
    if (entry && latestWords(entry) === body) outbox.accept(client_id, ack);
    else if (entry) outbox.part(client_id);
  }

  function accepted(entry, { id, seq, at }) {
    if (entry.room !== room) return;
    learnServerTime(at);
    const { client_id, body, reply_to } = entry;
    catchUp.take([{ id, seq, at, client_id, body, reply_to, kind: "text", author: { id: viewer, name: people.name(viewer) } }]);
  }

  function afresh(why) {
    display.restart();
    composer?.say(why === "away" ? "You were away for a while. These are the newest messages; scroll up for earlier ones." : "The room was loaded afresh.");
  }

  async function submitted(body) {
    await outbox.add({ room, body, reply_to: part.replying.answered });
    part.replying.stop();
    draft.sent();
    typing.stopped();
    display.clearLine();
    display.toNewest();
    sender.send(room);
  }

  function typed(text) {
    draft.typed(text);
    typing.typed(text);
  }

  function replaced(text, isMerged) {
    composer.setText(text);
    if (isMerged) composer.say("You also wrote this in another tab or on another device. Both are here, one under the other.");
  }

  function clicked(action, client_id) {
    const entry = outbox.of(room).find((each) => each.client_id === client_id);
    if (!entry) return;
    if (action === "edit") editor.open(entry);
    else sender.retry(entry);
  }

  function settled() {
    display.draw();
    sender.send(room);
    composer?.focus();
  }

  /** The record leaves the screen; the words stay, and the page that takes its place shows them. */
  async function shutOut() {
    if (isShutOut) return;
    isShutOut = true;
    composer?.rest();
    display.clear();
    part.promise?.show(null);
    if (vault.lasting) {
      await draft?.settle();
      if (root.dataset.kind !== "staff") location.replace(`/rooms/${room}`);
    } else for (const beside of document.querySelectorAll("main aside")) beside.remove();
    composer?.say("You are no longer in this room. This browser cannot keep what you wrote: copy it before you leave.");
  }

  /** The record leaves the screen; the words stay in the field and in the vault for the same person. */
  function lock() {
    display.clear();
    composer?.rest();
    for (const role of ["composer", "typing", "new-pill"]) show(find(root, role), false);
  }

  const here = (handler) => (event) => event.room === room && handler(event);
  socket.on("typing", here(({ user, on }) => people.types(user, on)), signal);
  socket.on("presence", here(({ user, online }) => people.presence(user, online)), signal);
  socket.on("room:updated", here(({ change }) => (change !== "stage" && part.promise.hide(), catchUp.enter())), signal);
  socket.on("message:read", here(({ user, seq, at }) => log.mark(user, seq, at ?? serverNow().toISOString()) && display.draw()), signal);
  socket.on("message:received", here(({ user, seq, at }) => log.receive(user, seq, at) && display.draw()), signal);
  socket.onState((state) => state !== "live" && people.unknown(), signal);
  const failures = createFailures({ say: announce, context: { device: deviceHere(), isNote: root.dataset.kind === "staff" } });
  for (const each of [outbox, sender]) each.onChange(() => (display.draw(), failures(unsent())), signal);
  outbox.onAccepted(accepted, signal);
  onLoginEnd(lock);
  onWiped(() => composer?.setText(""));
  if (!outbox.lasting) addEventListener("beforeunload", (event) => outbox.of(room).length && event.preventDefault(), { signal });

  if (composer && composer.text !== (data.draft?.body ?? "")) draft.typed(composer.text); // typed before we were ready
  await draft?.restore();
  await part.replying.restore();
  if (outbox.unreadable) composer?.say("Words kept by an earlier sign-in can no longer be read on this device.");
  display.draw();
  part.marks.look();
  part.receipts.got();
  if (log.readUpTo(viewer) + 1 < log.firstSeq) await part.history.reach(log.readUpTo(viewer) + 1).then(display.open);
  display.lookAround();
  editor.restore(room);
  const seq = root.dataset.kind === "staff" ? 0 : addressedSeq();
  if (seq) await part.history.reach(seq).then(() => display.target(seq));
  return { stop: () => stop.abort() };
}

/** Once for the page, however many rooms it shows. */
async function follow({ viewer, unread }) {
  const { api, socket } = await services();
  followElsewhere({ viewer: viewer.id, told: unread, api, socket, signal: new AbortController().signal });
}

follow(pageData());
/** A page with two rooms gives each its own data; a page of one room has the page's. */
for (const root of findAll(document, "room")) {
  const own = find(root, "room-data");
  mount(root, own ? JSON.parse(own.textContent) : pageData());
}
