/**
 * Finds links in what people write. Only http, https and mailto, and only ones that show where they lead:
 * an address with a name before an @, or with characters that turn the direction of the text, stays plain words.
 */

const CANDIDATE = /\b(?:https?:\/\/|mailto:)[^\s<>"“”]+/giu;
const DIRECTION_MARKS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
const TRAILING = new Set(".,;:!?'’*_~");
const BRACKETS = "()[]{}";
const CLOSING = { ")": "(", "]": "[", "}": "{" };

/** Splits text into [{text}] and [{text, href}] that together are exactly the text. */
export function splitLinks(text) {
  const parts = [];
  let from = 0;
  for (const { 0: found, index } of text.matchAll(CANDIDATE)) {
    const shown = withoutTail(found);
    const href = address(shown);
    if (!href) continue;
    if (index > from) parts.push({ text: text.slice(from, index) });
    parts.push({ text: shown, href });
    from = index + shown.length;
  }
  if (from < text.length || !parts.length) parts.push({ text: text.slice(from) });
  return parts;
}

/** The full stop after an address ends the sentence; a bracket belongs to it only if it was opened in it. */
function withoutTail(found) {
  const count = Object.fromEntries([...BRACKETS].map((bracket) => [bracket, 0]));
  for (const character of found) if (character in count) count[character] += 1;
  let end = found.length;
  for (; end > 0; end -= 1) {
    const last = found[end - 1];
    const isLoose = last in CLOSING && count[last] > count[CLOSING[last]];
    if (!isLoose && !TRAILING.has(last)) break;
    if (last in count) count[last] -= 1;
  }
  return found.slice(0, end);
}

function address(shown) {
  if (DIRECTION_MARKS.test(shown)) return null;
  try {
    const url = new URL(shown);
    if (url.protocol === "mailto:") return url.pathname.includes("@") ? url.href : null;
    return url.hostname && !url.username && !url.password ? url.href : null;
  } catch {
    return null;
  }
}
