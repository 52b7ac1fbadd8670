/**
 * The answers of one form as they stand: what the server holds, with what lies here on its way over it.
 * State only: no DOM, no network.
 */

/** response: the form as the server gave it. kept(): entries on their way, in order (answer_queue.js). */
export function createAnswers({ response, kept = () => [] }) {
  let form = response;

  const waiting = (item) => kept().filter((entry) => entry.form === form.id && entry.item === item);
  const held = (item) => form.answers[item] ?? { value: null, rev: 0, by: null };

  return {
    get id() {
      return form.id;
    },
    get isSubmitted() {
      return form.status === "completed";
    },

    /** The server told the whole form anew, as it stood when it was asked: a change that came meanwhile is newer. */
    replace(next) {
      const newer = Object.entries(form.answers).filter(([item, { rev }]) => rev > (next.answers[item]?.rev ?? 0));
      const done = form.status === "completed" ? { status: form.status, completed_at: form.completed_at } : {};
      form = { ...next, ...done, answers: { ...next.answers, ...Object.fromEntries(newer) } };
    },

    /** Somebody changed an item. False when we know of it, or of a later change. */
    changed({ item, value, rev, by }) {
      if (held(item).rev >= rev) return false;
      form = { ...form, answers: { ...form.answers, [item]: { value, rev, by } } };
      return true;
    },

    submitted(at) {
      form = { ...form, status: "completed", completed_at: at };
    },

    /** What the person sees: their own newest choice, also while it is on its way. */
    valueOf: (item) => waiting(item).at(-1)?.value ?? (waiting(item).length ? null : held(item).value),
    revOf: (item) => held(item).rev,
    byOf: (item) => held(item).by,
    heldValue: (item) => held(item).value,
    isWaiting: (item) => waiting(item).length > 0,

    /** {item: value} of all that is answered. */
    values() {
      const items = new Set([...Object.keys(form.answers), ...kept().map((entry) => entry.item)]);
      const pairs = [...items].map((item) => [item, this.valueOf(item)]);
      return Object.fromEntries(pairs.filter(([, value]) => typeof value === "number"));
    },
  };
}
