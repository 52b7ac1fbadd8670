/** Who reads the questions: the clinician says so, and every open page of the form shows it. */

import { find } from "../core/dom.js";

/** root: holds [data-role=panel-mode], or nothing where there is nothing to choose. */
export function createModeChoice(root, { socket, form, signal }) {
  const choice = find(root, "panel-mode");
  if (!choice) return;
  let held = choice.querySelector("input:checked")?.value;

  function draw(mode) {
    held = mode;
    for (const input of choice.querySelectorAll("input")) input.checked = input.value === mode;
  }

  choice.addEventListener("change", async ({ target }) => {
    try {
      draw((await socket.press("questionnaire:mode", { questionnaire: form, mode: target.value })).mode);
    } catch {
      draw(held);
    }
  }, { signal });
  socket.on("questionnaire:mode", ({ questionnaire, mode }) => questionnaire === form && draw(mode), signal);
}
