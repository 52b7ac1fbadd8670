/** A page whose changes are plain forms: what went wrong is brought to whoever sent it. */

import { find } from "../core/dom.js";

find(document, "errors")?.focus();
