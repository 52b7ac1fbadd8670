"""A telephone number becomes a link only where it can be called."""

import re
from pathlib import Path

import pytest

from telekat.web.phones import SHORTEST_LINE, tel_address

TEMPLATES = Path(__file__).parents[2] / "templates"


@pytest.mark.parametrize(
    ("kept", "address"),
    [
        ("020 7946 0312", "tel:02079460312"),
        ("+44 (0)20 7946 0312", "tel:+442079460312"),
        ("(020) 7946-0312", "tel:02079460312"),
        ("ask her mother", ""),
        ("not given", ""),
        ("07700 900123 after six", ""),
        ("javascript:alert(1)", ""),
        ("ext 12", ""),
        ("12", ""),
        ("+ + +", ""),
        ("\u0660\u0661\u0662\u0663\u0664\u0665", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_words_that_are_no_number_make_no_link(kept, address):
    assert tel_address(kept) == address


def test_a_line_that_the_practice_set_may_be_short():
    assert tel_address("999", SHORTEST_LINE) == "tel:999"
    assert tel_address("999") == ""


def test_no_template_makes_such_a_link_by_itself():
    own = [
        path.relative_to(TEMPLATES).as_posix()
        for path in TEMPLATES.rglob("*.html")
        if re.search(r"""href=["']?tel:|['"]tel:['"]""", path.read_text(encoding="utf-8"))
    ]
    assert own == []


def test_number_kept_before_numbers_were_checked_is_shown_and_not_linked(app):
    with app.test_request_context("/"):
        show = app.jinja_env.from_string("{% from 'macros/phones.html' import phone %}{{ phone(kept) }}")
        assert show.render(kept="ask her mother").strip() == '<span class="tk-nums">ask her mother</span>'
        assert 'href="tel:07700900123"' in show.render(kept="07700 900123")
