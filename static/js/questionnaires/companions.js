/**
 * Who else looks at this form, and at which question: known only from what they themselves did, and forgotten when
 * they leave, when they are gone, or when the connection is.
 */

const ANSWER_EVERY_MS = 5_000;

/** members: [{id, name}]. changed(): something to draw. tell(item): says where we are, to somebody who has just come. */
export function createCompanions({ socket, form, viewer, members, changed, tell, signal }) {
  const names = new Map(members.map(({ id, name }) => [id, name]));
  const items = new Map(); // user -> item, or null when they look at none
  const answeredAt = new Map();
  let own = null;

  function forget(user) {
    if (items.delete(user)) changed();
  }

  /** Who comes, or comes back and says the same again, does not know where we are. Once in a while: two must not echo. */
  function answer(user) {
    if (!own || performance.now() - (answeredAt.get(user) ?? -Infinity) < ANSWER_EVERY_MS) return;
    answeredAt.set(user, performance.now());
    tell(own);
  }

  socket.on(
    "questionnaire:focus",
    ({ questionnaire, item, user }) => {
      if (questionnaire !== form || user === viewer || !names.has(user)) return;
      if (item === null) return forget(user);
      const needsAnswer = !items.has(user) || items.get(user) === item;
      items.set(user, item);
      changed();
      if (needsAnswer) answer(user);
    },
    signal,
  );
  socket.on("presence", ({ user, online }) => !online && forget(user), signal);
  socket.onState((state) => {
    if (state === "live" || !items.size) return;
    items.clear();
    changed();
  }, signal);
  socket.onLive(() => own && tell(own), signal);
  addEventListener("pagehide", () => own && tell(null), { signal });

  return {
    /** We look at this item now. */
    at(item) {
      if (own === item) return;
      own = item;
      tell(item);
    },

    /** [{id, name, item}] of the others here. */
    all: () => [...items].map(([id, item]) => ({ id, name: names.get(id), item })),
  };
}
