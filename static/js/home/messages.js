/** The list of front-desk rooms: a message that comes, or a room that is taken, brings the list anew once the hand is off it. */

import { connection } from "../core/page.js";
import { reloadByItself } from "../core/reload.js";

const STILL_MS = 1_500;
let timer = null;

function anew() {
  clearTimeout(timer);
  timer = setTimeout(reloadByItself, STILL_MS);
}

connection().on("message:new", anew);
connection().onMoved(anew);
