/**
 * What the instrument's own data say: which items are asked, which values an item takes, where help belongs.
 * Pure. The server decides what is taken and what it adds up to; this only decides what is shown meanwhile.
 */

/** Items to ask, given {item: value}; the answer to a hidden item opens no further ones. */
export function askedItems(instrument, values) {
  const seen = {};
  return instrument.items.filter((item) => {
    const rules = item.shown_when.map((rule) => holds(rule, seen));
    if (rules.length && !(item.shown_any ? rules.some(Boolean) : rules.every(Boolean))) return false;
    if (isNumber(values[item.id])) seen[item.id] = values[item.id];
    return true;
  });
}

function holds({ items, at_least, at_most, answered = false, values = [] }, seen) {
  if (answered && !items.every((id) => id in seen)) return false;
  const total = items.reduce((sum, id) => sum + (seen[id] ?? 0), 0);
  if (values.length && !values.includes(total)) return false;
  return (at_least === null || total >= at_least) && (at_most === null || total <= at_most);
}

const isNumber = (value) => typeof value === "number";

/** Where a reopened form begins: the first that is asked and open, else null. */
export function firstOpen(instrument, values) {
  return askedItems(instrument, values).find((item) => !isNumber(values[item.id])) ?? null;
}

export function openItems(instrument, values) {
  return askedItems(instrument, values).filter((item) => item.required && !isNumber(values[item.id]));
}

/** A number that is typed in, such as a blood pressure, rather than chosen. */
export const isTyped = (item) => Boolean(item.scale?.unit);

/** [{value, label, hint}] for each answer of an item that is chosen. */
export function choicesOf({ options, scale }) {
  if (!scale) return options.map(({ value, label }) => ({ value, label, hint: "" }));
  const count = scale.maximum - scale.minimum + 1;
  return Array.from({ length: count }, (_, index) => {
    const value = scale.minimum + index;
    const hint = value === scale.minimum ? scale.low_label : value === scale.maximum ? scale.high_label : "";
    return { value, label: String(value), hint };
  });
}

/** A typed text as a number that the item takes, else null. A comma is a point, as many write it. */
export function typedValue({ scale }, text) {
  const pattern = scale.decimals ? new RegExp(`^-?\\d{1,6}([.,]\\d{1,${scale.decimals}})?$`) : /^-?\d{1,6}$/;
  const value = pattern.test(text.trim()) ? Number(text.trim().replace(",", ".")) : null;
  return value !== null && value >= scale.minimum && value <= scale.maximum ? value : null;
}

/** "More than half the days", or the number itself. */
export function answerWords(item, value) {
  if (!isNumber(value)) return "no answer";
  return item.options.find((option) => option.value === value)?.label ?? String(value);
}
