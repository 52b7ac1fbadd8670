"""What axe-core finds wrong with the page that somebody has open."""

from __future__ import annotations

from axe_playwright_python.base import AXE_SCRIPT as AXE

from tests.browser.person import Person


def violations(one: Person, rules: dict[str, list[str]] | None = None) -> list[str]:
    """By all rules, or by some; a line for each element."""
    if not one.page.evaluate("Boolean(window.axe)"):
        one.page.evaluate(AXE)
    told = one.page.evaluate("rules => axe.run({ resultTypes: ['violations'], ...rules })", rules)["violations"]
    return [f"{rule['id']} at {node['target']}" for rule in told for node in rule["nodes"]]
