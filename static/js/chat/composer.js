/**
 * The field where words are written. Empties only when told that the words are safe; grows to six lines; Enter sends
 * for staff with a keyboard and makes a line for everybody else; Ctrl or Command with Enter always sends.
 */

import { announce, find, need, setText, show } from "../core/dom.js";
import { plainBody, problemOf, roomLeft } from "./body.js";

const MOST_LINES = 6;
const NOTICE_MS = 12_000;

/** submitted(body): resolves once the words are safe, rejects when they are not. typed(text), left(): as it says. */
export function createComposer(root, { isStaff, submitted, typed, left, signal }) {
  const form = find(root, "composer");
  const field = form && find(form, "field");
  if (!field) return null; // a closed room has no field
  const button = need(form, "send");
  const notice = need(form, "notice");
  const leastLines = field.rows;
  const enterSends = isStaff && matchMedia("(hover: hover) and (pointer: fine)").matches;
  let isSending = false;
  const length = find(form, "length");
  let noticeEnds = null;
  let lengthTold = ""; // "near" or "over": read aloud when it becomes so, not at every stroke

  field.enterKeyHint = enterSends ? "send" : "enter";

  async function send() {
    const body = plainBody(field.value);
    if (!body || isSending) return;
    const problem = problemOf(body);
    if (problem) return say(problem);
    isSending = true;
    const before = field.value;
    try {
      await submitted(body);
      // Whatever was typed while the words were being stored stays.
      setValue(field.value.startsWith(before) ? field.value.slice(before.length) : field.value);
      say("");
    } catch {
      say("This could not be kept on this device, so it was not sent. Your words are still here.");
    } finally {
      isSending = false;
      update();
    }
  }

  function setValue(text) {
    if (field.value !== text) field.value = text;
    update();
  }

  function update() {
    field.rows = leastLines;
    const style = getComputedStyle(field);
    const lineHeight = parseFloat(style.lineHeight) || 24;
    const padding = parseFloat(style.paddingTop) + parseFloat(style.paddingBottom);
    const lines = Math.round((field.scrollHeight - padding) / lineHeight);
    field.rows = Math.max(leastLines, Math.min(MOST_LINES, lines));
    showLength();
  }

  function showLength() {
    const left = roomLeft(field.value);
    setText(length, left?.words ?? "");
    show(length, Boolean(left));
    const stands = left ? (left.isOver ? "over" : "near") : "";
    if (stands && stands !== lengthTold) announce(left.words);
    lengthTold = stands;
  }

  function say(words, ms = 0) {
    clearTimeout(noticeEnds);
    setText(notice, words);
    show(notice, Boolean(words));
    if (words && ms) noticeEnds = setTimeout(() => say(""), ms);
  }

  form.addEventListener(
    "submit",
    (event) => {
      event.preventDefault();
      send();
      field.focus();
    },
    { signal },
  );
  field.addEventListener(
    "input",
    () => {
      update();
      typed(field.value);
    },
    { signal },
  );
  field.addEventListener(
    "keydown",
    (event) => {
      if (event.key === "Escape") field.blur();
      if (event.key !== "Enter" || event.isComposing) return;
      if (event.ctrlKey || event.metaKey || (enterSends && !event.shiftKey && !event.altKey)) {
        event.preventDefault();
        send();
      }
    },
    { signal },
  );
  field.addEventListener("blur", left, { signal });
  button.disabled = false;
  update();

  return {
    get text() {
      return field.value;
    },
    setText: setValue,
    say: (words) => say(words, NOTICE_MS),
    focus: () => field.focus(),
    /** Signed out, shut out or closed: the words stay, the field rests; and back. */
    rest(isResting = true) {
      field.readOnly = isResting;
      button.disabled = isResting;
    },
  };
}
