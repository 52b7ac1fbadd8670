/** One stage at a time, for a phone: which one is open, and the way to the next. */

import { find, setText } from "../core/dom.js";

/** stages: elements in the order of the board. first: the stage to open on. */
export function createStagePick(root, stages, first) {
  const pick = find(root, "stage-pick");
  let index = Math.max(0, stages.findIndex((stage) => stage.dataset.stage === first));

  function draw() {
    stages.forEach((stage, each) => stage.classList.toggle("is-open", each === index));
    const count = find(stages[index], "stage-count").textContent;
    setText(find(pick, "stage-name"), `${stages[index].dataset.label}, ${count}`);
    setText(find(pick, "stage-place"), `stage ${index + 1} of ${stages.length}`);
  }

  function step(by) {
    index = (index + by + stages.length) % stages.length;
    draw();
  }

  find(pick, "stage-before").addEventListener("click", () => step(-1));
  find(pick, "stage-after").addEventListener("click", () => step(1));
  draw();
  return {
    draw,
    /** Opens the first stage that shows somebody, when the one open shows nobody. */
    toSomebody() {
      const shows = (stage) => [...find(stage, "stage-list").children].some((card) => !card.hidden);
      if (!shows(stages[index])) index = Math.max(0, stages.findIndex(shows));
      draw();
    },
  };
}
