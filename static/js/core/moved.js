/**
 * What becomes of a page when what its person may see has changed: the server is asked whether the page is still theirs.
 * Where it is, nothing happens. Where it is not, the page goes, unless words are being typed: those stay to be copied.
 */

const GONE = new Set(["not_found", "forbidden"]);

/** A field that holds something other than what the page came with. A search keeps nothing. */
export function isTyped(field) {
  if (field.type === "hidden" || field.type === "search") return false;
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.options) return field.selectedIndex !== Math.max(0, [...field.options].findIndex((option) => option.defaultSelected));
  return field.value !== field.defaultValue;
}

/**
 * look(): asks for the page, rejects with a CallError. fields(): what can be typed into. again(): connects anew.
 * leave(): the page as the server gives it now. stay(): says that the words stay here, and can go nowhere.
 * Returns what to do at every such change.
 */
export function createMoved({ look, fields, again, leave, stay }) {
  return async function moved() {
    try {
      await look();
    } catch (error) {
      const isGone = GONE.has(error.code);
      if (isGone && ![...fields()].some(isTyped)) return leave();
      if (isGone) stay();
    }
    again();
  };
}
