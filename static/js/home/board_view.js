/**
 * Draws the board: cards in their stages, the numbers over it. What stands in a card changes at once; a card's place
 * changes only while nothing is under the person's hand, so that nobody presses on what has just moved away.
 */

import { clone, find, findAll, setText, show } from "../core/dom.js";
import { wordMoments } from "../core/moments.js";
import { fillCard } from "./card_view.js";

const NEW_MS = 2_000; // how long a card keeps the tint of what is new

/** root: the page's main. state: board_state.js. zone: of the viewer. */
export function createBoardView(root, { state, zone }) {
  const place = find(root, "board");
  const stages = new Map(findAll(place, "stage").map((stage) => [stage.dataset.stage, stage]));
  const cards = new Map(findAll(place, "card").map((card) => [card.dataset.id, card]));
  const opened = new Set(); // spines that the person has opened

  for (const stage of stages.values()) {
    find(stage, "stage-count").parentElement.addEventListener("click", () => toggle(stage));
  }

  function toggle(stage) {
    const name = stage.dataset.stage;
    if (opened.has(name)) opened.delete(name);
    else opened.add(name);
    drawCounts();
  }

  function fill() {
    for (const patient of state.board.patients) {
      const isNew = !cards.has(patient.id);
      if (isNew) cards.set(patient.id, clone(root, "card"));
      const card = cards.get(patient.id);
      fillCard(card, patient);
      show(card, state.isShown(patient));
      if (isNew) tint(card);
    }
    wordMoments(root, zone);
  }

  function tint(card) {
    card.classList.add("is-new");
    setTimeout(() => card.classList.remove("is-new"), NEW_MS);
  }

  /** Puts every card where it belongs; the focus stays on what had it. */
  function arrange() {
    const focused = document.activeElement;
    const ids = new Set(state.board.patients.map((each) => each.id));
    for (const [id, card] of cards) {
      if (ids.has(id)) continue;
      card.remove();
      cards.delete(id);
    }
    for (const [name, stage] of stages) {
      const wanted = state.board.patients.filter((each) => each.stage === name).map((each) => cards.get(each.id));
      settle(find(stage, "stage-list"), wanted);
    }
    if (focused?.isConnected && document.activeElement !== focused) focused.focus({ preventScroll: true });
    drawCounts();
  }

  function settle(list, wanted) {
    wanted.forEach((card, index) => {
      if (list.children[index] !== card) list.insertBefore(card, list.children[index] ?? null);
    });
  }

  function drawCounts() {
    for (const stage of stages.values()) {
      const all = [...find(stage, "stage-list").children];
      const shown = all.filter((card) => !card.hidden).length;
      setText(find(stage, "stage-count"), String(shown));
      show(find(stage, "stage-none"), shown === 0);
      stage.classList.toggle("tk-stage--spine", shown === 0 && !opened.has(stage.dataset.stage));
    }
    show(find(root, "nobody"), state.board.patients.length === 0);
    show(find(root, "no-match"), state.board.patients.length > 0 && state.shownCount === 0);
    setText(find(root, "everyone-count"), String(state.board.patients.length));
  }

  return {
    cards: () => findAll(place, "card").filter((card) => !card.hidden && card.getClientRects().length > 0),
    stages: () => [...stages.values()],
    fill,
    arrange,
  };
}

/** The five numbers over the board, and which of them the board is narrowed to. */
export function drawStrip(strip, { numbers, filter, zone }) {
  for (const number of numbers) {
    const item = findAll(strip, "strip-item").find((each) => each.dataset.name === number.name);
    setText(find(item, "strip-number"), String(number.count));
    item.classList.toggle("tk-strip__item--zero", number.count === 0);
    for (const kind of ["danger", "wait"]) item.classList.toggle(`tk-strip__item--${kind}`, number.kind === kind);
    const sub = find(item, "strip-sub");
    show(sub, Boolean(number.oldest_at));
    if (number.oldest_at) find(sub, "time").dateTime = number.oldest_at;
    if (number.name === filter) item.setAttribute("aria-current", "true");
    else item.removeAttribute("aria-current");
  }
  wordMoments(strip, zone);
}
