"""The table. A row allows one action to some roles, when the person stands so to the thing and it is in that state.

Mirrors SECURITY-REQUIREMENTS section 5. Roles and relations that no row names have no right.
"""

from dataclasses import dataclass

from telekat.policy.actions import CLINICIANS, STAFF, Action, Relation, Role

A, R = Action, Relation
_patient = frozenset({Role.PATIENT})
_psychiatrist = frozenset({Role.PSYCHIATRIST})
_coordinator = frozenset({Role.COORDINATOR})
_admin = frozenset({Role.ADMIN})
_office = _coordinator | _admin
_everyone = frozenset(Role)


@dataclass(frozen=True, slots=True)
class Row:
    """relation None: no thing is involved. states None: any state."""

    action: Action
    roles: frozenset[Role]
    relation: Relation | None = None
    states: frozenset[str] | None = None


_open = frozenset({"open"})
_signed = frozenset({"signed"})


def _talk(action: Action, states: frozenset[str] | None = None) -> tuple[Row, ...]:
    """Care room: patient and care team. Front desk: patient and coordinators. Staff room: care team only."""
    return (
        Row(action, _patient | CLINICIANS, R.CARE_ROOM, states),
        Row(action, _patient | _coordinator, R.FRONT_DESK_ROOM, states),
        Row(action, CLINICIANS, R.STAFF_ROOM, states),
    )


_READS = (
    A.PATIENT_READ,
    A.PATIENT_SUMMARY,
    A.MESSAGE_READ,
    A.QUESTIONNAIRE_LIST,
    A.QUESTIONNAIRE_OPEN,
    A.QUESTIONNAIRE_SCORE,
    A.ALERT_READ,
    A.DOSING_READ,
    A.CHECKIN_READ,
)
"""What an opened record shows. Nothing that writes, answers, acknowledges or makes one present."""


TABLE: tuple[Row, ...] = (
    Row(A.LOGIN_END, _everyone, R.SELF),
    Row(A.LOGIN_END, _admin, R.PRACTICE),
    Row(A.LOGIN_LIST, _everyone, R.SELF),
    Row(A.LOGIN_PROVE, _everyone, R.SELF),
    Row(A.ACCOUNT_READ, _everyone, R.SELF),
    Row(A.ACCOUNT_UPDATE, _everyone, R.SELF),
    Row(A.ACCOUNT_LIST, _admin),
    Row(A.ACCOUNT_CREATE, _admin),
    Row(A.ACCOUNT_DISABLE, _admin, R.PRACTICE),
    Row(A.ACCOUNT_ROLE, _admin, R.PRACTICE),
    Row(A.ACCOUNT_PASSWORD, _admin, R.PRACTICE, frozenset({"staff"})),
    Row(A.ACCOUNT_PASSWORD, _coordinator, R.PRACTICE, frozenset({"patient"})),
    Row(A.SETTINGS_READ, _admin),
    Row(A.SETTINGS_UPDATE, _admin),
    Row(A.AUDIT_READ, _admin),
    Row(A.ACCESS_LIST, _patient, R.SELF),
    # patients and rooms
    Row(A.PATIENT_CREATE, _coordinator),
    Row(A.PATIENT_LIST, _coordinator | CLINICIANS),
    Row(A.PATIENT_READ, _patient, R.SELF),
    Row(A.PATIENT_READ, CLINICIANS, R.CARE_TEAM),
    Row(A.PATIENT_READ, _coordinator, R.PRACTICE),
    Row(A.PATIENT_UPDATE, _coordinator, R.PRACTICE),
    Row(A.PLACE_CONFIRM, _patient, R.SELF),
    Row(A.PATIENT_SUMMARY, _patient, R.SELF),
    Row(A.PATIENT_SUMMARY, CLINICIANS, R.CARE_TEAM),
    Row(A.BOARD_READ, _coordinator),
    Row(A.DAY_READ, CLINICIANS),
    Row(A.ROOM_LIST, _patient | CLINICIANS | _coordinator),
    Row(A.ROOM_CREATE, _coordinator),
    *_talk(A.ROOM_READ),
    Row(A.ROOM_READ, _coordinator, R.PRACTICE),
    *_talk(A.ROOM_ENTER),
    Row(A.ROOM_MOVE, _coordinator, R.PRACTICE),
    Row(A.ROOM_CLOSE, _coordinator, R.PRACTICE),
    Row(A.MEMBER_ADD, _coordinator, R.PRACTICE, _open),
    Row(A.MEMBER_REMOVE, _coordinator, R.PRACTICE, _open),
    *_talk(A.MESSAGE_SEND, _open),
    *_talk(A.MESSAGE_READ),
    *_talk(A.DRAFT_WRITE, _open),
    *_talk(A.TYPING, _open),
    # screening
    Row(A.INSTRUMENT_READ, _everyone),
    Row(A.QUESTIONNAIRE_LIST, _patient | CLINICIANS, R.CARE_ROOM),
    Row(A.QUESTIONNAIRE_ASSIGN, CLINICIANS, R.CARE_ROOM, _open),
    Row(A.QUESTIONNAIRE_OPEN, _patient | CLINICIANS, R.CARE_ROOM),
    Row(A.QUESTIONNAIRE_ANSWER, _patient | CLINICIANS, R.CARE_ROOM, _open),
    Row(A.QUESTIONNAIRE_SUBMIT, _patient | CLINICIANS, R.CARE_ROOM, _open),
    Row(A.QUESTIONNAIRE_MODE, CLINICIANS, R.CARE_ROOM, _open),
    Row(A.QUESTIONNAIRE_AMEND, CLINICIANS, R.CARE_ROOM, _open),
    Row(A.QUESTIONNAIRE_SCORE, CLINICIANS, R.CARE_TEAM),
    Row(A.QUESTIONNAIRE_SCORE, CLINICIANS, R.CARE_ROOM),
    Row(A.QUESTIONNAIRE_PROGRESS, _coordinator, R.PRACTICE),
    # safety
    Row(A.ALERT_READ, CLINICIANS, R.CARE_TEAM),
    Row(A.ALERT_COUNT, _coordinator, R.PRACTICE),
    Row(A.ALERT_ACKNOWLEDGE, CLINICIANS, R.CARE_TEAM),
    Row(A.ALERT_CLOSE, CLINICIANS, R.CARE_TEAM),
    Row(A.ALERT_READ, CLINICIANS, R.ON_CALL),
    Row(A.ALERT_ACKNOWLEDGE, CLINICIANS, R.ON_CALL),
    Row(A.ALERT_CLOSE, CLINICIANS, R.ON_CALL),
    Row(A.RISK_READ, CLINICIANS, R.CARE_TEAM),
    Row(A.RISK_SET, CLINICIANS, R.CARE_TEAM),
    Row(A.ROSTER_READ, _office | CLINICIANS),
    Row(A.ROSTER_UPDATE, _office),
    Row(A.NOTICE_READ, _admin),
    Row(A.DRILL_RUN, _admin),
    Row(A.DRILL_RUN, CLINICIANS, R.LEAD),
    Row(A.DRILL_TAKE, CLINICIANS, R.ON_CALL),
    Row(A.DRILL_CLOSE, _admin),
    Row(A.DRILL_CLOSE, CLINICIANS, R.LEAD),
    Row(A.DRILL_CLOSE, CLINICIANS, R.ON_CALL),
    # emergency access: opened by a clinician, looked at by the others, and nothing but reading while it lasts
    Row(A.BREAK_GLASS_OPEN, CLINICIANS),
    Row(A.BREAK_GLASS_READ, CLINICIANS, R.SELF),
    Row(A.BREAK_GLASS_END, CLINICIANS, R.SELF),
    Row(A.BREAK_GLASS_REVIEW, CLINICIANS, R.CARE_TEAM),
    Row(A.BREAK_GLASS_REVIEW, _admin, R.PRACTICE),
    *(Row(action, CLINICIANS, R.BREAK_GLASS) for action in _READS),
    Row(A.CHECKIN_TEXT, CLINICIANS, R.BREAK_GLASS, frozenset({"shared"})),
    # sessions and check-ins
    Row(A.DOSING_RECORD, _psychiatrist, R.CARE_TEAM),
    Row(A.DOSING_CORRECT, _psychiatrist, R.CARE_TEAM),
    Row(A.DOSING_READ, _patient, R.SELF),
    Row(A.DOSING_READ, CLINICIANS, R.CARE_TEAM),
    Row(A.CHECKIN_ANSWER, _patient, R.SELF, _open),
    Row(A.CHECKIN_READ, _patient, R.SELF),
    Row(A.CHECKIN_READ, CLINICIANS, R.CARE_TEAM),
    Row(A.CHECKIN_TEXT, _patient, R.SELF),
    Row(A.CHECKIN_TEXT, CLINICIANS, R.CARE_TEAM, frozenset({"shared"})),
    Row(A.CHECKIN_SHARE, _patient, R.SELF),
    Row(A.CHECKIN_REVIEW, CLINICIANS, R.CARE_TEAM),
    Row(A.CHECKIN_PROGRESS, _coordinator, R.PRACTICE),
    # the decision to treat
    Row(A.ELIGIBILITY_READ, CLINICIANS, R.CARE_TEAM),
    Row(A.ELIGIBILITY_ENTER, CLINICIANS, R.CARE_TEAM),
    Row(A.ELIGIBILITY_REVIEW, _psychiatrist, R.CARE_TEAM),
    Row(A.ELIGIBILITY_CLEAR, CLINICIANS, R.CARE_TEAM),
    Row(A.ELIGIBILITY_DECIDE, _psychiatrist, R.CARE_TEAM),
    Row(A.ELIGIBILITY_OUTCOME, _patient, R.SELF),
    Row(A.ELIGIBILITY_STANDING, CLINICIANS, R.CARE_TEAM),
    Row(A.ELIGIBILITY_STANDING, _coordinator, R.PRACTICE),
    # consult and notes: the care team only; an unsigned note is its author's alone
    Row(A.CONSULT_READ, CLINICIANS, R.CARE_TEAM),
    Row(A.NOTE_LIST, CLINICIANS, R.CARE_TEAM),
    Row(A.NOTE_READ, CLINICIANS, R.NOTE_AUTHOR),
    Row(A.NOTE_READ, CLINICIANS, R.CARE_TEAM, _signed),
    Row(A.NOTE_WRITE, CLINICIANS, R.CARE_TEAM, frozenset({"new"})),
    Row(A.NOTE_WRITE, CLINICIANS, R.NOTE_AUTHOR, frozenset({"draft"})),
    Row(A.NOTE_SIGN, CLINICIANS, R.NOTE_AUTHOR, frozenset({"draft"})),
    Row(A.NOTE_ADD, CLINICIANS, R.CARE_TEAM, _signed),
    Row(A.NOTE_DRAFT, CLINICIANS, R.CARE_TEAM),
)

assert all(row.roles <= STAFF | _patient for row in TABLE)
