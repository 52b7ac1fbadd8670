/** The medicine list's plain forms on a page that shows more than the list: sent in place, so that the reader stays. */

import * as api from "../core/api.js";
import { make, show } from "../core/dom.js";
import { refusalWords } from "./matrix.js";

/** root: holds the forms of _medicines.html. patient: id. kept(): told once the server has one. */
export function mountMedicines(root, { patient, kept, signal }) {
  const problem = make("p", { class: "tk-errors", role: "alert", hidden: "" });
  root.prepend(problem);

  function medicineOf(form) {
    const { csrf_token: _token, client_id: _id, is_taken: isTaken, ...fields } = Object.fromEntries(new FormData(form));
    return { ...fields, is_taken: isTaken !== "no", client_id: crypto.randomUUID() };
  }

  async function send(form) {
    const button = form.querySelector('[type="submit"]');
    if (button.getAttribute("aria-busy")) return;
    button.setAttribute("aria-busy", "true");
    try {
      await api.post(`/api/v1/patients/${patient}/eligibility/medicines`, medicineOf(form));
      kept();
    } catch (error) {
      problem.textContent = refusalWords(error);
      show(problem, true);
    } finally {
      button.removeAttribute("aria-busy");
    }
  }

  root.addEventListener("submit", (event) => {
    event.preventDefault();
    send(event.target);
  }, { signal });
}
