/**
 * The criteria panel and the decision bar, alive: mount(root) on any page that includes both. News of the patient brings
 * the matrix anew; what somebody is typing stays as it is.
 */

import * as api from "../core/api.js";
import { announce, find, need } from "../core/dom.js";
import { connection, onLoginEnd, pageData } from "../core/page.js";
import { toast } from "../core/toast.js";
import { createCriteriaView } from "./criteria_view.js";
import { createCriterionDialog } from "./criterion_dialog.js";
import { createDecisionView } from "./decision_view.js";
import { listenToKeys } from "./keys.js";
import { createMatrix } from "./matrix.js";

const SOON_MS = 200; // several news of one act are answered once
const PATHS = { fact: "facts", clearance: "clearances", override: "overrides", review: "reviews" };
const KEPT = { fact: "Fact kept.", clearance: "Clearance asked for.", override: "Reason kept.", review: "Reviewed." };

/**
 * root: holds [data-role=criteria], the dialogs and [data-role=decision-bar].
 * changed(view, before, isOwn): told after each fresh view, for what else on the page shows the same.
 * Returns {refresh, stop}.
 */
export function mount(root, { changed = () => {} } = {}) {
  const panel = need(root, "criteria");
  const stop = new AbortController();
  const { signal } = stop;
  const zone = pageData().time_zone ?? document.body.dataset.timeZone;
  const { patient: id } = panel.dataset;
  const address = `/api/v1/patients/${id}/eligibility`;
  const matrix = createMatrix(JSON.parse(need(panel, "eligibility-data").textContent));
  const rows = createCriteriaView(panel, { zone });
  const dialog = createCriterionDialog(need(root, "criterion-dialog"), { templates: panel, zone, send, signal });
  const decision = createDecisionView(root, { matrix, zone, preview, sign, signal });
  let timer = null;

  async function refresh(isOwn = false) {
    const before = matrix.view;
    const view = await api.get(address);
    if (signal.aborted) return;
    matrix.replace(view);
    rows.draw(matrix);
    decision.draw();
    dialog.refresh(matrix.criterion(dialog.shownId));
    if (!isOwn && view.token !== before.token) announce(`Criteria changed, ${view.open_count} open`);
    changed(view, before, isOwn);
  }

  function soon() {
    clearTimeout(timer);
    timer = setTimeout(() => refresh().catch(() => {}), SOON_MS);
  }

  async function send(kind, one, fields) {
    const body = kind === "review" ? { criteria: [{ criterion: one.id, basis: one.basis }] } : bodyOf(kind, one, fields);
    await api.post(`${address}/${PATHS[kind]}`, body);
    toast(KEPT[kind]);
    await refresh(true);
  }

  /** The form's client id served the page without script; here each act has one of its own. */
  function bodyOf(kind, one, { csrf_token: _token, client_id: _id, ...fields }) {
    const own = kind === "override" ? { basis: one.basis } : { client_id: crypto.randomUUID() };
    return { ...fields, criterion: one.id, ...own };
  }

  async function reviewSimple(event) {
    event.preventDefault();
    try {
      await api.post(`${address}/reviews`, { criteria: matrix.simple().map((one) => ({ criterion: one.id, basis: one.basis })) });
    } catch {
      toast("Not kept. Look at the lines again.");
    }
    await refresh(true).catch(() => {});
  }

  function preview(outcome, message) {
    return api.post(`${address}/decisions/preview`, { outcome, message });
  }

  async function sign(given) {
    try {
      await api.post(`${address}/decisions`, given);
    } catch (error) {
      if (error.code === "conflict") await refresh(true).catch(() => {});
      throw error;
    }
    toast(`Decision signed for ${matrix.view.patient.name}.`);
    await refresh(true);
  }

  function openRow(event) {
    const link = event.target.closest('[data-role="criterion-open"]');
    if (!link || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    dialog.open(matrix.criterion(link.closest('[data-role="criterion"]').dataset.id));
  }

  panel.addEventListener("click", openRow, { signal });
  find(panel, "review-simple")?.addEventListener("submit", reviewSimple, { signal });
  listenToKeys({
    open: (key) => matrix.byKey(key) && dialog.open(matrix.byKey(key)),
    review: () => dialog.review(),
    signal,
  });
  connection().on("eligibility:changed", ({ patient }) => patient === id && soon(), signal);
  connection().onLive(soon, signal);
  onLoginEnd(() => stop.abort());

  const standing = find(root, "criterion-dialog");
  if (standing.open) {
    standing.close();
    standing.showModal();
  }
  return { refresh, stop: () => stop.abort() };
}
