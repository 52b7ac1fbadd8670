/** The bar of a drill: says in words that nobody is in danger, and takes it with one button, as one would an alert. */

import * as api from "../core/api.js";
import { announce, find, need, setText, show } from "../core/dom.js";
import { connection } from "../core/page.js";

/** root: [data-role=drill]. */
export function mount(root) {
  const viewer = root.dataset.viewer;
  const act = need(root, "drill-act");
  const socket = connection();
  let drill = JSON.parse(need(document, "drill-data").textContent).drills[0] ?? null;

  function draw() {
    const isMine = drill?.acknowledged?.by === viewer;
    const isOthers = drill?.acknowledged && !isMine;
    show(root, Boolean(drill) && drill.state !== "closed");
    if (root.hidden) return;
    setText(need(root, "drill-words"), drill.words);
    const state = isMine ? "You have it. End it for everybody." : isOthers ? `${drill.acknowledged.name} has it.` : "Take it as you would in earnest.";
    setText(need(root, "drill-state"), state);
    show(act, !isOthers);
    setText(act, isMine ? "End the drill" : "Take the drill");
  }

  function learn(news) {
    if (drill && news.drill !== drill.drill && drill.state !== "closed") return;
    const isNew = news.drill !== drill?.drill;
    drill = news;
    draw();
    if (isNew && !root.hidden) announce(`${news.words} Take the drill.`);
  }

  async function press() {
    const verb = drill.acknowledged ? "end" : "take";
    act.setAttribute("aria-busy", "true");
    try {
      await api.post(`/api/v1/drills/${drill.drill}/${verb}`, {});
      if (verb === "take") drill = { ...drill, state: "acknowledged", acknowledged: { by: viewer, name: "" } };
      else drill = { ...drill, state: "closed" };
      draw();
    } catch {
      await refresh();
    } finally {
      act.removeAttribute("aria-busy");
    }
  }

  async function refresh() {
    drill = (await api.get("/api/v1/drills")).drills[0] ?? null;
    draw();
  }

  socket.on("drill:updated", learn);
  socket.onLive(() => refresh());
  act.addEventListener("click", press);
  draw();
}

const root = find(document, "drill");
if (root) mount(root);
