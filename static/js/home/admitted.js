/** Copies the first password for whoever hands it over; without a clipboard the button stays away. */

import { announce, find, show } from "../core/dom.js";
import { toast } from "../core/toast.js";

const button = find(document, "copy");

if (navigator.clipboard) {
  show(button, true);
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(find(document, "password").textContent);
    toast("The password is copied. Paste it where only they read it.");
    announce("Copied");
  });
}
