/** The list of alerts says when it is out of date; it never moves under the pointer by itself. */

import { find, show } from "../core/dom.js";
import { connection } from "../core/page.js";

for (const event of ["alert:raised", "alert:updated"]) connection().on(event, () => show(find(document, "alerts-news"), true));
