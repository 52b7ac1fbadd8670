/** What may be sent: the server's bounds, checked here so that a person learns of them while the words are still theirs. */

export const LONGEST = 8_000; // characters as the contract counts them: code points
const NEAR = 7_500; // from here on the room that is left is told
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/gu;

/** The words as the server will keep them: trimmed, composed, line ends and control characters made plain. */
export function plainBody(text) {
  return text.replace(/\r\n?/gu, "\n").replace(CONTROLS, "").toWellFormed().normalize("NFC").trim();
}

export function length(body) {
  return [...body].length;
}

/** How much room is left, told when little is: {words, isOver}; null while there is plenty. */
export function roomLeft(text) {
  if (text.length <= NEAR) return null; // code points are never more than code units
  const left = LONGEST - length(plainBody(text));
  if (left > LONGEST - NEAR) return null;
  const number = Math.abs(left).toLocaleString("en-GB");
  const one = Math.abs(left) === 1;
  if (left < 0) return { words: `${number} ${one ? "character" : "characters"} too long for one message. Send it in two parts.`, isOver: true };
  return { words: `${number} ${one ? "character" : "characters"} left in this message.`, isOver: false };
}

/** What is wrong with a body, as a sentence; null when it can be sent. */
export function problemOf(body) {
  const count = length(body);
  if (count <= LONGEST) return null;
  return `This is ${count.toLocaleString("en-GB")} characters; ${LONGEST.toLocaleString("en-GB")} fit in one message. Send it in two parts.`;
}
