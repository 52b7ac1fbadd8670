/**
 * Who is in the room, who is here, and who is writing. A writing sign goes out by itself after ten seconds, also when
 * its end was lost on the way.
 */

import { cleanName, shortName } from "./words.js";

const TYPING_ENDS_MS = 10_000;

/** members: [{id, name, role, online}]. changed(): something to draw. */
export function createPeople({ viewer, members = [], changed, schedule = setTimeout }) {
  const byId = new Map();
  const typing = new Map(); // user -> number of the last sign

  function set(list) {
    for (const member of list) byId.set(member.id, { ...byId.get(member.id), ...member });
    for (const id of [...byId.keys()]) if (!list.some((member) => member.id === id)) byId.delete(id);
    changed();
  }

  function types(user, on) {
    if (user === viewer) return;
    if (!on) {
      if (typing.delete(user)) changed();
      return;
    }
    const sign = (typing.get(user) ?? 0) + 1;
    typing.set(user, sign);
    schedule(() => typing.get(user) === sign && types(user, false), TYPING_ENDS_MS);
    changed();
  }

  function presence(user, online) {
    const member = byId.get(user);
    if (!member || member.online === online) return;
    byId.set(user, { ...member, online });
    if (!online) typing.delete(user);
    changed();
  }

  const others = () => [...byId.values()].filter((member) => member.id !== viewer);
  const short = (id) => shortName(byId.get(id)?.name ?? "") || "Someone";

  set(members);

  return {
    set,
    types,
    presence,
    /** Nobody is known to be here or writing while the connection is down. */
    unknown() {
      typing.clear();
      for (const member of others()) byId.set(member.id, { ...member, online: false });
      changed();
    },
    names: () => others().map((member) => shortName(member.name)),
    writing: () => [...typing.keys()].filter((id) => byId.has(id)).map(short),
    here: () => others().filter((member) => member.online).map((member) => shortName(member.name)),
    others,
    short,
    name: (id) => cleanName(byId.get(id)?.name),
    has: (id) => byId.has(id),
  };
}
