/** The list of front-desk rooms: a message that comes while it stands open brings the list anew, once the hand is off it. */

import { connection } from "../core/page.js";

const STILL_MS = 1_500;
let timer = null;

connection().on("message:new", () => {
  clearTimeout(timer);
  timer = setTimeout(() => location.reload(), STILL_MS);
});
