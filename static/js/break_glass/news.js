/** On every page of whoever looks after openings: a word as soon as a record is opened in an emergency. It also stands on
 * the clinician's day and in the list, until somebody has looked at it. */

import { announce } from "../core/dom.js";
import { connection } from "../core/page.js";
import { toast } from "../core/toast.js";

const WORDS = "A record was opened by emergency access.";

connection().on("break_glass:opened", () => {
  toast(WORDS, { label: "Look at it", href: "/emergency-access" });
  announce(WORDS);
});
