/**
 * Brings the page anew without anybody asking for it: news came, or the server came back. The server is told so and the
 * quiet time goes on, because only what a person does keeps a login awake.
 */

import { carryQuiet } from "./idle.js";

const MARK = "telekat-by-itself=1; path=/; max-age=3; samesite=lax";

export function reloadByItself() {
  carryQuiet();
  document.cookie = location.protocol === "https:" ? `${MARK}; secure` : MARK;
  location.reload();
}
