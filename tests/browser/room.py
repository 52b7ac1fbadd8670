"""A room on somebody's screen: what a person reads and writes there."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.person import Person

KEPT = """async () => {
  const names = (await indexedDB.databases()).map((database) => database.name);
  if (!names.includes("telekat")) return [];
  return new Promise((resolve) => {
    const opening = indexedDB.open("telekat");
    opening.onsuccess = () => {
      const all = opening.result.transaction("kept").objectStore("kept").getAll();
      all.onsuccess = () => resolve(all.result.map((entry) => [entry.shelf, new TextDecoder().decode(entry.bytes)]));
    };
  });
}"""
SPOKEN = """() => {
  window.spoken = [];
  new MutationObserver((changes) => {
    for (const node of changes.flatMap((change) => [...change.addedNodes])) {
      if (node.nodeType === 1 && node.closest("[aria-live]").getAttribute("aria-live") !== "off") {
        window.spoken.push(node.innerText);
      }
    }
  }).observe(document.querySelector("[role=log]"), { childList: true, subtree: true });
}"""


def care_room(person: Person) -> str:
    """The address of the care room of whoever is signed in; of Maya's for staff, who are in several."""
    rooms: list[dict[str, Any]] = person.page.request.get("/api/v1/rooms").json()["rooms"]
    care = [room for room in rooms if room["kind"] == "care"]
    hers = [room for room in care if any(member["name"].startswith("Maya") for member in room["members"])]
    return f"/rooms/{(hers or care)[0]['id']}"


class RoomOnScreen:
    """The care room in one tab of a person's browser."""

    def __init__(self, person: Person, page: Page | None = None) -> None:
        self.person = person
        self.page = page or person.page
        self.part = self.page.locator("[data-role=room][data-kind=care]")

    def opens(self, path: str) -> RoomOnScreen:
        self.page.goto(path)
        expect(self.send).to_be_enabled()
        return self

    @property
    def field(self) -> Locator:
        return self.part.locator("[data-role=field]")

    @property
    def send(self) -> Locator:
        return self.part.locator("[data-role=send]")

    @property
    def states(self) -> Locator:
        return self.part.locator("[data-role=state-words]")

    @property
    def unsent(self) -> Locator:
        return self.part.locator(".tk-message--sending, .tk-message--failed")

    def writes(self, *texts: str) -> None:
        for text in texts:
            self.field.fill(text)
            self.send.click()
            expect(self.field).to_have_value("")

    def bodies(self, beginning: str = "") -> list[str]:
        said = self.part.locator("[data-role=message] [data-role=body]").all_inner_texts()
        return [text for text in said if text.startswith(beginning)]

    def row(self, words: str) -> Locator:
        return self.part.locator("[data-role=message]").filter(has_text=words)

    def kept(self) -> list[list[str]]:
        """What this browser keeps: shelf and the bytes as text."""
        found: list[list[str]] = self.page.evaluate(KEPT)
        return found

    def listens(self) -> None:
        """From now on, note what a screen reader is told."""
        self.page.evaluate(SPOKEN)

    def heard(self) -> list[str]:
        found: list[str] = self.page.evaluate("window.spoken")
        return found
