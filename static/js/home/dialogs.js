/** The two dialogs of the board: who cares for a patient, and which stage they are at. */

import * as api from "../core/api.js";
import { clone, find, setText, show } from "../core/dom.js";
import { toast } from "../core/toast.js";
import { optionRow } from "./card_view.js";

/** changed(): the server took a change. state: board_state.js. */
export function createAssign(root, { state, changed }) {
  const dialog = root.querySelector("#assign");
  const form = find(dialog, "assign-form");
  let patient = null;

  function open(id) {
    patient = state.patient(id);
    draw();
    dialog.showModal();
  }

  function draw() {
    setText(dialog.querySelector("h2"), `Assign ${patient.name}`);
    setText(dialog.querySelector(".tk-meta"), patient.facts);
    const team = new Set(patient.team.map((each) => each.id));
    find(dialog, "team").replaceChildren(...[...patient.team, ...patient.left].map(memberRow));
    const others = state.board.clinicians.filter((each) => !team.has(each.id));
    find(dialog, "options").replaceChildren(...others.map((each) => optionRow(root, each)));
    setText(find(dialog, "question"), team.size ? "Who else cares for them?" : "Who cares for them from now on?");
    say("");
    name();
  }

  function memberRow(member) {
    const row = clone(root, "member");
    setText(find(row, "member-name"), member.name);
    const has = state.board.clinicians.some((each) => each.id === member.id);
    setText(find(row, "member-role"), has ? `Cares for them now, ${member.role}` : `Has left, ${member.role}`);
    const button = find(row, "take-off");
    setText(button, `Take ${patient.name} from ${member.name}`);
    button.addEventListener("click", () => takeOff(member));
    return row;
  }

  function chosen() {
    const input = form.querySelector("input:checked");
    return state.board.clinicians.find((each) => each.id === input?.value);
  }

  function name() {
    const one = chosen();
    const button = find(dialog, "assign-yes");
    setText(button, one ? `Assign to ${one.name}` : "Assign");
    button.setAttribute("aria-disabled", String(!one));
  }

  function say(words) {
    setText(find(dialog, "assign-problem"), words);
    show(find(dialog, "assign-problem"), Boolean(words));
  }

  async function assign() {
    const one = chosen();
    if (!one) return say("Choose who cares for them first.");
    const seen = patient.team.map((each) => each.id);
    await run(() => api.post(`/api/v1/patients/${patient.id}/team`, { user: one.id, seen }), `${patient.name} is with ${one.name} now.`);
  }

  async function takeOff(member) {
    await run(() => api.remove(`/api/v1/patients/${patient.id}/team/${member.id}`), `${member.name} does not care for ${patient.name} any more.`);
  }

  async function run(call, words) {
    try {
      await call();
      dialog.close();
      toast(words);
    } catch (error) {
      say(sentence(error));
    }
    changed();
  }

  form.addEventListener("change", name);
  form.addEventListener("submit", (event) => {
    if (event.submitter?.value === "no") return;
    event.preventDefault();
    assign();
  });
  return { open };
}

export function createMove(root, { state, changed }) {
  const dialog = root.querySelector("#move");
  const form = find(dialog, "move-form");
  let patient = null;

  function open(id) {
    patient = state.patient(id);
    setText(dialog.querySelector("h2"), `Move ${patient.name}`);
    setText(find(dialog, "move-yes"), `Move ${patient.name}`);
    show(find(dialog, "move-problem"), false);
    for (const input of form.querySelectorAll("input")) input.checked = input.value === patient.stage;
    dialog.showModal();
  }

  async function move(stage) {
    const room = patient.front_desk_room || patient.care_room;
    try {
      await api.put(`/api/v1/rooms/${room}/stage`, { stage });
      dialog.close();
    } catch (error) {
      setText(find(dialog, "move-problem"), sentence(error));
      show(find(dialog, "move-problem"), true);
    }
    changed();
  }

  form.addEventListener("submit", (event) => {
    if (event.submitter?.value === "no") return;
    event.preventDefault();
    move(form.querySelector("input:checked").value);
  });
  return { open };
}

function sentence(error) {
  if (error.code === "offline" || error.code === "timeout") return "You are offline. Nothing was changed. Try again in a moment.";
  return error.message;
}

/** Buttons that open a dialog are links for whoever has no script; here they open it. */
export function openFrom(root, role, open) {
  root.addEventListener("click", (event) => {
    const button = event.target.closest(`[data-role="${role}"]`);
    if (!button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(button.closest('[data-role="card"]').dataset.id);
  });
}

