/**
 * The sentences of the room that depend on what happened. Plain values in, English out; DESIGN decides the wording.
 * Characters that turn the direction of the text are taken out of names, so a name cannot rewrite the line around it.
 */

const DIRECTION_MARKS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

export const ROLE_WORDS = {
  patient: "patient",
  psychiatrist: "psychiatrist",
  therapist: "therapist",
  coordinator: "coordinator",
  admin: "administrator",
};

const SPOKEN_LONGEST = 80;
export const CANNOT_DISPLAY = "This message cannot be displayed. It is kept in the record.";

const REFUSED = {
  conflict: "this room is closed.",
  invalid: "it has characters that cannot be sent.",
  too_large: "it is too long.",
  forbidden: "this is not allowed now.",
  not_found: "you can no longer write in this room.",
};

export function cleanName(name) {
  return (name ?? "").replace(DIRECTION_MARKS, "").trim();
}

/** "Dr Ruiz" for "Dr Elena Ruiz", "Sam" for "Sam Whitlock". */
export function shortName(name) {
  const parts = cleanName(name).split(/\s+/u);
  return /^(dr|prof|professor|mr|mrs|ms|mx)\.?$/iu.test(parts[0]) && parts.length > 1 ? `${parts[0]} ${parts.at(-1)}` : parts[0];
}

/** "Sam", "Sam and Dr Ruiz", "Sam, Dr Ruiz and Leo" */
export function listed(names) {
  if (names.length < 2) return names.join("");
  return `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

/** "Sam is writing", or empty. */
export function typingWords(names) {
  if (!names.length) return "";
  if (names.length > 3) return `${names.length} people are writing`;
  return `${listed(names)} ${names.length > 1 ? "are" : "is"} writing`;
}

/** "Sam is here", or empty. */
export function hereWords(names) {
  return names.length ? `${listed(names)} ${names.length > 1 ? "are" : "is"} here` : "";
}

/**
 * Under an own message: {icon, text}. phase: sending, editing, held, waiting, failed, sent, delivered, read. reason: {code} of a refusal.
 * device: "phone" or "computer", where unsent words are kept. isNote: staff notes are saved, not sent.
 */
export function stateWords({ phase, reason, time, sent, readers, device = "phone", isNote = false }) {
  const [doing, done] = isNote ? ["Saving", "saved"] : ["Sending", "sent"];
  if (phase === "sending") return { icon: "sending", text: doing };
  if (phase === "editing") return { icon: "sending", text: `You are editing this. It is not ${done} until you finish.` };
  if (phase === "held") return { icon: "sending", text: "Waits until you finish editing." };
  if (phase === "read") return { icon: "read", text: ["Read by", listed(readers), time].filter(Boolean).join(" ") };
  if (phase === "delivered" && isNote) return { icon: "sent", text: `Saved ${sent}` };
  if (phase === "delivered") return { icon: "delivered", text: ["Delivered", time].filter(Boolean).join(" ") };
  if (phase === "sent") return { icon: "sent", text: `${isNote ? "Saved" : "Sent"} ${time}` };
  if (reason?.code === "changed") return { icon: "failed", text: `Your first words were already ${done}. These are kept on this ${device}.` };
  const why = REFUSED[reason?.code];
  return { icon: "failed", text: why ? `Not ${done}: ${why} Kept on this ${device}.` : `Not ${done}. Kept on this ${device}.` };
}

/** To be read aloud when words did not go out. entries: [{phase, reason, body}]. */
export function failedWords(entries, { device, isNote }) {
  const [what, done] = isNote ? ["notes", "saved"] : ["messages", "sent"];
  if (entries.length > 1) return `${entries.length} ${what} are not ${done}. They are kept on this ${device}.`;
  const [{ phase, reason, body }] = entries;
  return `${stateWords({ phase, reason, device, isNote }).text} Your words: ${body.slice(0, SPOKEN_LONGEST)}`;
}

/** On paper, what is not on it; empty when all is. since: the first printed message's time, or null when nothing is before it. */
export function printWords({ since, unsent }) {
  const earlier = since ? `This print is not complete: messages before ${since} are not on it.` : "";
  const waiting = unsent === 1 ? "1 message that has not been sent is not on this paper." : unsent ? `${unsent} messages that have not been sent are not on this paper.` : "";
  return [earlier, waiting].filter(Boolean).join(" ");
}

export function newWords(count) {
  return `${count} new`;
}

/** Over the log while the connection is not live. since: "09:52", or null when it never was. */
export function offlineWords({ hasNetwork, isStaff, since }) {
  const stale = isStaff && since ? ` Not live since ${since}.` : "";
  if (hasNetwork) return `No connection.${stale} Keep writing. We send it when it is back.${isStaff ? "" : " Get help now still works."}`;
  return `You are offline.${stale} Keep writing. We send it when you are back.${isStaff ? "" : " Get help now still works."}`;
}
