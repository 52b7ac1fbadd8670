"""The page of rights is the table, no more and no less, and says who holds each role."""

from telekat.admin.rights import rights
from telekat.policy import TABLE, Action, Relation, Role, Row


def test_every_line_of_the_table_is_on_the_page():
    shown = {
        (right.action, role, way)
        for group in rights()
        for right in group.rights
        for role, ways in right.ways.items()
        for way in ways
    }
    assert len(shown) == len({(row.action, role, row.relation, row.states) for row in TABLE for role in row.roles})


def test_role_without_a_line_has_no_right():
    table = [Row(Action.SETTINGS_READ, frozenset({Role.ADMIN}))]
    (group,) = rights(table)
    assert group.title == "Practice settings"
    assert group.rights[0].ways == {Role.ADMIN: [""]}


def test_conditions_are_worded():
    table = [Row(Action.MESSAGE_SEND, frozenset({Role.PATIENT}), Relation.CARE_ROOM, frozenset({"open"}))]
    assert rights(table)[0].rights[0].ways[Role.PATIENT] == ["in the care room, while open"]


def test_page_names_who_holds_each_role(cast, browser_of):
    page = browser_of(cast.eve).get("/admin/rights").text
    for name in ("Dr Ben Okri, Dr Cleo Voss", "Theo Marsh", "Cora Lind", "Eve Adler", "2 people"):
        assert name in page
    assert "Ada Byron" not in page
    assert '<td data-label="Admin">' in page and '<td class="is-no" data-label="Patient">' in page
    for action in ("message:send", "alert:acknowledge", "settings:update"):
        assert action in page
