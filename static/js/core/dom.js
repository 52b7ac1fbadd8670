/**
 * Finding, cloning and filling elements, one quiet voice for screen readers, and the marks before the page's title.
 * Hooks are data-role attributes, so a style can change its class names without breaking a page.
 */

const ANNOUNCE_EVERY_MS = 10_000;
const SVG = "http://www.w3.org/2000/svg";
const TITLE_ORDER = ["alert", "unread"];
const marks = new Map();
let plainTitle = null;
let waiting = null;
let spokenAt = -Infinity;

/** The first element with this role inside root, or null. */
export function find(root, role) {
  return root.querySelector(`[data-role="${role}"]`);
}

/** The same, where the page cannot work without it. */
export function need(root, role) {
  const element = find(root, role);
  if (!element) throw new Error(`the page has no element of role ${role}`);
  return element;
}

export function findAll(root, role) {
  return [...root.querySelectorAll(`[data-role="${role}"]`)];
}

/** A fresh copy of the first element inside <template data-template="name"> (or data-role="name-template"). */
export function clone(root, name) {
  const template = root.querySelector(`template[data-template="${name}"], template[data-role="${name}-template"]`);
  if (!template) throw new Error(`the page has no template ${name}`);
  return template.content.firstElementChild.cloneNode(true);
}

/** Puts text in only when it differs, so that nothing is read aloud or redrawn twice. */
export function setText(element, text) {
  if (element && element.textContent !== text) element.textContent = text;
}

export function show(element, visible) {
  if (element && element.hidden === visible) element.hidden = !visible;
}

/** An element made by hand: make("p", {class: "tk-note"}, "words", child). */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== false && value != null) element.setAttribute(name, value === true ? "" : value);
  element.append(...children);
  return element;
}

/**
 * Says something politely to screen readers, the latest words at most every ten seconds.
 * Not for messages: those are additions to their log.
 */
export function announce(words) {
  clearTimeout(waiting);
  const delay = Math.max(100, spokenAt + ANNOUNCE_EVERY_MS - performance.now());
  waiting = setTimeout(() => {
    spokenAt = performance.now();
    setText(find(document, "announce-politely"), words);
  }, delay);
}

/** An icon of the sprite, beside its word. */
export function icon(name) {
  const sprite = document.querySelector('meta[name="icons"]')?.content ?? "";
  const svg = document.createElementNS(SVG, "svg");
  const use = svg.appendChild(document.createElementNS(SVG, "use"));
  use.setAttribute("href", `${sprite}#${name}`);
  for (const [key, value] of Object.entries({ class: "tk-icon", viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false" })) svg.setAttribute(key, value);
  return svg;
}

/** Sets or takes away a mark before the title: "! Alert" comes before "(2)", whoever set it first. */
export function titleMark(name, mark) {
  plainTitle ??= document.title;
  if (mark) marks.set(name, mark);
  else marks.delete(name);
  const title = [...TITLE_ORDER.map((each) => marks.get(each)).filter(Boolean), plainTitle].join(" ");
  if (document.title !== title) document.title = title;
}

/** Runs a function at most once per frame, however often it is asked for. */
export function everyFrame(work) {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      work();
    });
  };
}
