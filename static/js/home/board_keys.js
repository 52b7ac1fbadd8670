/**
 * Keys on the board. They work only while a card has the focus (and / while nothing is being typed), so that nobody
 * assigns a patient by speaking to their computer or by writing an "a".
 */

import { find } from "../core/dom.js";

const STEPS = { ArrowDown: [0, 1], ArrowUp: [0, -1], ArrowRight: [1, 0], ArrowLeft: [-1, 0] };

/** cards(): the ones in view. search: the field that / goes to. acts: by key, called with the patient's id. */
export function listenToKeys(root, { search, acts }) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, dialog")) return;
    if (event.key === "/") {
      event.preventDefault();
      return search.focus();
    }
    const card = event.target.closest('[data-role="card"]');
    if (!card || !root.contains(card)) return;
    if (event.key in STEPS) return go(event, card, ...STEPS[event.key]);
    acts[event.key.toLowerCase()]?.(card.dataset.id);
  });

  function go(event, card, across, down) {
    event.preventDefault();
    const columns = [...root.querySelectorAll('[data-role="stage-list"]')].map(shown).filter((column) => column.length);
    const x = columns.findIndex((column) => column.includes(card));
    const y = columns[x].indexOf(card);
    const column = columns[x + across] ?? columns[x];
    const next = column[Math.min(column.length - 1, Math.max(0, y + down))];
    find(next, "card-name").focus();
  }
}

function shown(list) {
  return [...list.children].filter((card) => !card.hidden);
}
