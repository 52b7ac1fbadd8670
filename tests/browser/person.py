"""Somebody with a browser: the navigator that the browser tests drive. Methods are what a person does."""

from __future__ import annotations

import re
from typing import Any, Protocol

from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Page, expect

from tests.server.process import Server

EXPECTED = re.compile(r"Failed to load resource|net::ERR|WebSocket|ERR_CONNECTION")
"""What a browser prints when a test takes the server away on purpose."""


class Contexts(Protocol):
    def new_context(self, **options: Any) -> BrowserContext: ...


class Person:
    """One browser context with one page. broken: script errors and refused content, which no page may have."""

    def __init__(self, browser: Contexts, server: Server, width: int, theme: str, still: bool = False) -> None:
        self.server = server
        self.broken: list[str] = []
        self.context = browser.new_context(
            viewport={"width": width, "height": 844 if width < 600 else 900},
            color_scheme="dark" if theme == "dark" else "light",
            reduced_motion="reduce" if still else "no-preference",
            timezone_id="Europe/London",
            has_touch=width < 600,
            base_url=server.origin,
        )
        self.context.set_default_timeout(15_000)
        self.page: Page = self.context.new_page()
        self._watch(self.page)

    def _watch(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.broken.append(str(error)))
        page.on("console", self._note)

    def _note(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not EXPECTED.search(message.text):
            self.broken.append(message.text)

    def leave(self) -> None:
        try:
            self.context.close()
        except Error:
            browser = self.context.browser
            if browser is None or browser.is_connected():  # else it crashed on the way out, when all was seen
                raise

    def opens(self, path: str) -> None:
        self.page.goto(path)

    def signs_in(self, email: str, password: str) -> None:
        """On the page for it."""
        self.page.goto("/sign-in")
        self.page.get_by_label("Email").fill(email)
        self.page.get_by_label("Password", exact=True).fill(password)
        self.page.get_by_role("button", name="Sign in").click()
        self.page.wait_for_url(lambda url: "/sign-in" not in url)

    def is_signed_in(self, email: str, password: str) -> None:
        """Has signed in before the test begins: by the API, without the page for it and the one behind it."""
        address = {"Origin": self.server.origin}
        answer = self.page.request.post(
            "/api/v1/session", data={"email": email, "password": password}, headers=address
        )
        assert answer.ok, answer.text()

    def chooses_password(self, password: str) -> None:
        """In place of the first one, with which they have just signed in."""
        self.page.get_by_label("Your new password").fill(password)
        self.page.get_by_role("button", name="Keep it and go on").click()
        self.page.wait_for_url(lambda url: "/first-password" not in url)

    def blocks_sockets(self) -> None:
        """From the next page on this browser's network lets plain requests through and no live connection."""
        self.page.route_web_socket(re.compile("socket.io"), lambda blocked: blocked.close())
        self.page.route("**/socket.io/**", lambda route: route.abort())

    def sees(self, words: str | re.Pattern[str], *, within: float = 10.0) -> None:
        """Waits until the words stand on the page."""
        expect(self.page.get_by_text(words).first).to_be_visible(timeout=within * 1000)

    def does_not_see(self, words: str) -> None:
        expect(self.page.get_by_text(words)).to_have_count(0)

    def clicks(self, name: str, *, role: Any = "button") -> None:
        self.page.get_by_role(role, name=name).first.click()
