"""The table as data: deny by default, and the lines of the access matrix that must never move."""

import pytest

from telekat.policy import TABLE, Action, Principal, Relation, Role, allow, may_ever

EVERY_RELATION = tuple(Relation)
CLINICAL = (
    Action.MESSAGE_READ,
    Action.QUESTIONNAIRE_OPEN,
    Action.QUESTIONNAIRE_SCORE,
    Action.ALERT_READ,
    Action.DOSING_READ,
    Action.CHECKIN_READ,
    Action.PATIENT_SUMMARY,
    Action.ELIGIBILITY_READ,
    Action.ELIGIBILITY_ENTER,
    Action.ELIGIBILITY_REVIEW,
    Action.ELIGIBILITY_CLEAR,
    Action.ELIGIBILITY_DECIDE,
    Action.ELIGIBILITY_OUTCOME,
    Action.CONSULT_READ,
    Action.NOTE_LIST,
    Action.NOTE_READ,
    Action.NOTE_DRAFT,
)


def who(role):
    return Principal("somebody", role, "login")


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row.action}-{row.relation}")
def test_row_allows_its_roles_and_only_in_its_relation_and_state(row):
    for role in row.roles:
        relations = () if row.relation is None else (row.relation,)
        state = next(iter(row.states)) if row.states else "open"
        assert allow(who(role), row.action, relations, state).allowed
        if row.relation is not None:
            assert (
                allow(who(role), row.action, ()).reason == "relation"
                or not allow(who(role), row.action, ()).allowed
            )
        if row.states is not None and all(
            other.states is not None for other in TABLE if other.action is row.action and role in other.roles
        ):
            assert not allow(who(role), row.action, relations, "some other state").allowed


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("role", Role)
def test_what_no_row_names_is_refused_in_every_relation(role, action):
    if not may_ever(role, action):
        decision = allow(who(role), action, EVERY_RELATION)
        assert not decision.allowed and decision.reason == "role"


@pytest.mark.parametrize("action", CLINICAL)
@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ADMIN])
def test_office_never_receives_clinical_content(role, action):
    relations = set(EVERY_RELATION) - {Relation.FRONT_DESK_ROOM, Relation.SELF}
    assert not allow(who(role), action, relations).allowed


@pytest.mark.parametrize("action", CLINICAL)
@pytest.mark.parametrize("role", [Role.PSYCHIATRIST, Role.THERAPIST])
def test_working_here_alone_opens_no_record(role, action):
    assert not allow(who(role), action, (Relation.PRACTICE,)).allowed


def test_patient_never_reaches_a_staff_room():
    for action in Action:
        assert not allow(who(Role.PATIENT), action, (Relation.STAFF_ROOM,)).allowed or any(
            row.relation is None and row.action is action and Role.PATIENT in row.roles for row in TABLE
        )


def test_admin_grants_no_clinical_right_to_themself():
    assert not allow(who(Role.ADMIN), Action.MEMBER_ADD, EVERY_RELATION).allowed
