"""Telephone numbers on pages: what can be called becomes the address of a link, and nothing else does."""

import re

from flask import Flask

FEWEST_DIGITS = 5  # product choice: a shorter one is an extension, and no number that can be called
SHORTEST_LINE = 3  # product choice: emergency and help lines such as 999 or 111, which the practice itself set
_NUMBER = re.compile(r"\+?[0-9 ()./-]+")
_TRUNK_ZERO = re.compile(r"(?<=[0-9])\s*\(0\)")  # "+44 (0)20 …": the zero is dialled only inside the country


def is_number(text: str, fewest: int = FEWEST_DIGITS) -> bool:
    """Digits, with spaces and the like between them, at least so many."""
    number = text.strip()
    return bool(number.isascii() and _NUMBER.fullmatch(number)) and sum(map(str.isdigit, number)) >= fewest


def tel_address(text: str | None, fewest: int = FEWEST_DIGITS) -> str:
    """ "tel:+442079460312" for a link, "" for what is no number: words kept before numbers were checked."""
    number = (text or "").strip()
    if not is_number(number, fewest):
        return ""
    dialled = _TRUNK_ZERO.sub("", number) if number.startswith("+") else number
    return "tel:" + re.sub(r"[^0-9+]", "", dialled)


def init_app(app: Flask) -> None:
    """The filters of templates: number|tel, and number|tel_line for numbers that the practice set."""
    app.jinja_env.filters["tel"] = tel_address
    app.jinja_env.filters["tel_line"] = lambda text: tel_address(text, SHORTEST_LINE)
