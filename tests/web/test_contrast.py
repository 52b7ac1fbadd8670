"""The colours of static/css/tokens.css are legible: every pair that the design names, in light and in dark.

WCAG 2 contrast: text at least 4.5, edges, icons and the focus ring at least 3. A token changed to a bad value fails here.
"""

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).resolve().parents[2] / "static" / "css" / "tokens.css"
TEXT_LEAST = 4.5
UI_LEAST = 3.0

SURFACES = ("ground", "surface", "raised", "sunken")
SOFT = ("accent-soft", "wait-soft", "danger-soft", "here-soft", "staff-soft")
HUES = ("accent", "wait", "danger", "here", "staff")
PAGE = ("ground", "surface", "raised")
PEOPLE = ("person-1", "person-2", "person-3", "person-4")

TEXT_PAIRS = [
    *((ink, ground) for ink in ("ink", "ink-2", "ink-3") for ground in (*SURFACES, *SOFT)),
    *((f"{hue}-ink", ground) for hue in HUES for ground in (*PAGE, f"{hue}-soft")),
    ("on-accent", "accent"),
    ("on-accent", "accent-hover"),
    ("on-danger", "danger"),
    ("on-danger", "danger-deep"),
    ("danger-deep", "on-danger"),
    ("surface", "ink"),
    ("surface", "ink-2"),
    ("surface", "here"),
    *((f"{person}-ink", person) for person in PEOPLE),
]
UI_PAIRS = [
    *((edge, ground) for edge in ("line-strong", "focus") for ground in (*SURFACES, *SOFT)),
    *((hue, ground) for hue in HUES if hue != "danger" for ground in (*PAGE, f"{hue}-soft")),
    *(("danger", ground) for ground in ("ground", "surface", "danger-soft")),
]

BLOCK = re.compile(r"([^{}]+)\{([^{}]*)\}")
COLOUR = re.compile(r"--tk-([\w-]+):\s*(#[0-9a-fA-F]{6})\s*;")


def themes() -> dict[str, dict[str, str]]:
    """Colours by token name: light, dark by choice, dark by the device, and print."""
    rules = re.sub(r"/\*.*?\*/", "", TOKENS.read_text(), flags=re.DOTALL)
    before_print, _, printed = rules.partition("@media print")
    light, chosen, device = (
        dict(COLOUR.findall(body)) for _, body in BLOCK.findall(before_print) if COLOUR.search(body)
    )
    return {"light": light, "dark": chosen, "dark-by-device": device, "print": dict(COLOUR.findall(printed))}


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb, 0 to 1. Source: WCAG 2.2, definition of relative luminance."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21. Source: WCAG 2.2, definition of contrast ratio."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def too_weak(colours: dict[str, str], pairs: list[tuple[str, str]], least: float) -> list[str]:
    """The pairs below the limit, each in words."""
    ratios = ((one, other, contrast(colours[one], colours[other])) for one, other in pairs)
    return [f"{one} on {other}: {ratio:.2f}, needs {least}" for one, other, ratio in ratios if ratio < least]


@pytest.mark.parametrize("theme", ["light", "dark", "dark-by-device", "print"])
def test_text_stands_out_from_what_it_is_written_on(theme: str) -> None:
    assert too_weak(themes()[theme], TEXT_PAIRS, TEXT_LEAST) == []


@pytest.mark.parametrize("theme", ["light", "dark", "dark-by-device", "print"])
def test_edges_icons_and_focus_ring_stand_out(theme: str) -> None:
    assert too_weak(themes()[theme], UI_PAIRS, UI_LEAST) == []


def test_dark_is_the_same_by_choice_and_by_device() -> None:
    assert themes()["dark"] == themes()["dark-by-device"]


def test_every_theme_names_the_same_colours() -> None:
    colours = themes()
    assert len(colours["light"]) > 30
    assert set(colours["light"]) == set(colours["dark"]) == set(colours["print"])


def test_the_measure_agrees_with_known_ratios() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)


def test_a_bad_value_is_found() -> None:
    washed_out = {**themes()["light"], "ink-3": "#a9a294"}
    assert any(words.startswith("ink-3 on surface: ") for words in too_weak(washed_out, TEXT_PAIRS, TEXT_LEAST))
