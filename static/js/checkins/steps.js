/** Shows one section of a form at a time, with Next and Back. DOM only: knows neither questions nor answers. */

import { find, findAll, need, setText, show } from "../core/dom.js";

/** form holds the sections (data-role="step", data-name), nav the two buttons, progress the bars and their words. onTurn(section). */
export function createSteps({ form, progress, nav, onTurn, signal }) {
  const sections = findAll(form, "step");
  const bars = [...need(progress, "steps").children];
  const [next, back] = [need(nav, "next"), need(nav, "back")];
  let at = Math.max(0, sections.findIndex((section) => section.querySelector("[aria-invalid]")));

  function draw() {
    sections.forEach((section, number) => show(section, number === at));
    bars.forEach((bar, number) => (bar.className = number < at ? "is-done" : number === at ? "is-now" : ""));
    setText(find(progress, "step-count"), `Step ${at + 1} of ${sections.length}: ${sections[at].dataset.name}`);
    show(next, at < sections.length - 1);
    show(back, at > 0);
    if (at < sections.length - 1) setText(next.querySelector("span"), `Next: ${sections[at + 1].dataset.name}`);
    if (at > 0) setText(back.querySelector("span"), `Back to ${sections[at - 1].dataset.name}`);
  }

  function go(to) {
    at = to;
    draw();
    onTurn(sections[at]);
    scrollTo({ top: 0 });
    find(progress, "step-count").focus({ preventScroll: true });
  }

  next.addEventListener("click", () => firstOpen(sections[at]) ?? go(at + 1), { signal });
  back.addEventListener("click", () => go(at - 1), { signal });
  form.addEventListener("submit", (event) => stopAtOpen(event, sections, (number) => number !== at && go(number)), { signal });
  form.noValidate = true;
  show(progress, true);
  show(nav, true);
  draw();
}

/** Brings the first field that still needs an answer to the person's notice; undefined when there is none. */
function firstOpen(section) {
  const field = [...section.querySelectorAll("input, textarea")].find((each) => !each.checkValidity());
  field?.reportValidity();
  return field;
}

function stopAtOpen(event, sections, turnTo) {
  const number = sections.findIndex((section) => !isAnswered(section));
  if (number < 0) return;
  event.preventDefault();
  turnTo(number);
  firstOpen(sections[number]);
}

function isAnswered(section) {
  return [...section.querySelectorAll("input, textarea")].every((field) => field.checkValidity());
}
