/**
 * Who else looks at this form, and at which question: known only from what they themselves did, and forgotten when
 * they leave, when they are gone, or when the connection is.
 */

/** members: [{id, name}]. changed(): something to draw. tell(item): says where we are, to somebody who has just come. */
export function createCompanions({ socket, form, viewer, members, changed, tell, signal }) {
  const names = new Map(members.map(({ id, name }) => [id, name]));
  const items = new Map(); // user -> item, or null when they look at none
  let own = null;

  function forget(user) {
    if (items.delete(user)) changed();
  }

  socket.on(
    "questionnaire:focus",
    ({ questionnaire, item, user }) => {
      if (questionnaire !== form || user === viewer || !names.has(user)) return;
      const isNew = !items.has(user);
      if (item === null) return forget(user);
      items.set(user, item);
      changed();
      if (isNew && own) tell(own);
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
