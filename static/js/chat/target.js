/** A link to one message (#message-12): the message of a room's address, or 0. */

export function addressedSeq(hash = location.hash) {
  return Number(/^#message-(\d{1,15})$/u.exec(hash)?.[1] ?? 0);
}
