/** Draws who is in the room, who is here and who is writing, in words, wherever the page has a place for it. */

import { find, setText, show } from "../core/dom.js";
import { hereWords, typingWords } from "./words.js";

const NAMED = 3;

export function drawPeople(root, people) {
  const here = hereWords(people.here());
  const away = people.names().filter((name) => !people.here().includes(name));
  setText(find(root, "typing"), typingWords(people.writing()));
  show(find(root, "here"), Boolean(here));
  setText(find(root, "here-words"), here);
  // The patient's header stands above the room and belongs to the one room of its page.
  setText(find(document, "header-sub"), [here, names(away)].filter(Boolean).join(" · "));
}

/** Above the field: who answers by when. Nothing on a page that never tells it; what else stands in the line stays. */
export function drawPromise(root) {
  const line = find(root, "promise");
  const place = line && find(line, "promise-words");
  return (words) => {
    if (!place) return;
    setText(place, words);
    show(line, Boolean(words) || "stays" in line.dataset);
  };
}

/** Title and stage may change while the room is open; the composer is never touched by it. */
export function drawRoom(root, room) {
  setText(find(root, "room-title"), room.title);
  if (room.stage_label) setText(find(root, "room-stage"), room.stage_label);
}

function names(all) {
  if (all.length <= NAMED + 1) return all.join(", ");
  return `${all.slice(0, NAMED).join(", ")} and ${all.length - NAMED} more`;
}
