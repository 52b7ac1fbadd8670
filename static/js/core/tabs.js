/** A row of tabs: a click or an arrow key chooses one, and the others rest. What a tab shows is whoever's made it. */

const KEYS = { ArrowRight: 1, ArrowLeft: -1 };

/** list: [role=tablist]. panelOf(tab, isChosen): for every tab after each change. chosen(tab): the one. */
export function createTabs(list, { panelOf, chosen = () => {} }) {
  const tabs = [...list.querySelectorAll('[role="tab"]')];

  function choose(tab) {
    for (const each of tabs) {
      const isChosen = each === tab;
      each.setAttribute("aria-selected", String(isChosen));
      each.tabIndex = isChosen ? 0 : -1;
      panelOf(each, isChosen);
    }
    tab.scrollIntoView({ block: "nearest", inline: "nearest" });
    chosen(tab);
  }

  list.addEventListener("click", (event) => {
    const tab = event.target.closest('[role="tab"]');
    if (tab) choose(tab);
  });
  list.addEventListener("keydown", (event) => {
    const by = KEYS[event.key];
    if (!by) return;
    const next = tabs[(tabs.indexOf(document.activeElement) + by + tabs.length) % tabs.length];
    choose(next);
    next.focus();
  });
  return { tabs, choose };
}
