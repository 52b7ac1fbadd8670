/** What may be sent: the server's bounds, checked here so that a person learns of them while the words are still theirs. */

export const LONGEST = 8_000; // characters as the contract counts them: code points
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/gu;

/** The words as the server will keep them: trimmed, composed, line ends and control characters made plain. */
export function plainBody(text) {
  return text.replace(/\r\n?/gu, "\n").replace(CONTROLS, "").toWellFormed().normalize("NFC").trim();
}

export function length(body) {
  return [...body].length;
}

/** What is wrong with a body, as a sentence; null when it can be sent. */
export function problemOf(body) {
  const count = length(body);
  if (count <= LONGEST) return null;
  return `This is ${count.toLocaleString("en-GB")} characters; ${LONGEST.toLocaleString("en-GB")} fit in one message. Send it in two parts.`;
}
