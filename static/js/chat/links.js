/**
 * Finds links in what people write. Only http, https and mailto, and only ones that show where they lead:
 * an address with a name before an @, or with characters that turn the direction of the text, stays plain words.
 */

const CANDIDATE = /\b(?:https?:\/\/|mailto:)[^\s<>"“”]+/giu;
const DIRECTION_MARKS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
const TRAILING = /[.,;:!?'’*_~]$/u;
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
  for (let shown = found; ; shown = shown.slice(0, -1)) {
    const opening = CLOSING[shown.at(-1)];
    const isLoose = opening && shown.split(opening).length < shown.split(shown.at(-1)).length;
    if (!isLoose && !TRAILING.test(shown)) return shown;
  }
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
