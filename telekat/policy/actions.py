"""The words of the policy: roles, relations, and every action as `subject:verb`.

The audit trail uses the same words, so what is allowed and what is recorded cannot drift apart.
"""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    PATIENT = "patient"
    PSYCHIATRIST = "psychiatrist"
    THERAPIST = "therapist"
    COORDINATOR = "coordinator"
    ADMIN = "admin"


CLINICIANS = frozenset({Role.PSYCHIATRIST, Role.THERAPIST})
STAFF = frozenset(Role) - {Role.PATIENT}


class Relation(StrEnum):
    """How a person stands to the thing. A thing may have several for one person."""

    SELF = "self"  # the patient whose record it is, or the account's own person
    CARE_TEAM = "care_team"  # clinician assigned to the patient now
    CARE_ROOM = "care_room"  # member of this room, which is a care room
    FRONT_DESK_ROOM = "front_desk_room"
    STAFF_ROOM = "staff_room"
    ON_CALL = "on_call"  # told of this one alert by its ladder
    LEAD = "lead"  # clinician who leads, by the roster
    NOTE_AUTHOR = "note_author"  # wrote this note, and is on the patient's care team now
    BREAK_GLASS = "break_glass"  # reads this record in an emergency; given only within break_glass.access
    PRACTICE = "practice"  # works here; says nothing about this patient


class Action(StrEnum):
    LOGIN_CREATE = "login:create"
    LOGIN_REFUSE = "login:refuse"
    LOGIN_END = "login:end"
    LOGIN_LIST = "login:list"
    LOGIN_PROVE = "login:prove"  # give the password again
    ACCOUNT_READ = "account:read"
    ACCOUNT_UPDATE = "account:update"
    ACCOUNT_CREATE = "account:create"
    ACCOUNT_LIST = "account:list"
    ACCOUNT_DISABLE = "account:disable"
    ACCOUNT_ROLE = "account:role"
    ACCOUNT_PASSWORD = "account:password"  # give somebody else a new first password
    SETTINGS_READ = "settings:read"
    SETTINGS_UPDATE = "settings:update"
    AUDIT_READ = "audit:read"
    KEYS_ROTATE = "keys:rotate"
    SEAL_BREAK = "seal:break"  # a message or a data key that does not open was met: recorded by the program
    BACKUP_CREATE = "backup:create"
    BACKUP_RESTORE = "backup:restore"
    ACCESS_LIST = "access:list"  # who opened one's own record
    ACCESS_REFUSE = "access:refuse"

    PATIENT_CREATE = "patient:create"
    PATIENT_LIST = "patient:list"
    PATIENT_READ = "patient:read"  # name, birth date, contact, care team: never clinical
    PATIENT_UPDATE = "patient:update"
    PLACE_CONFIRM = "place:confirm"  # where one is now, for the right crisis numbers
    PATIENT_SUMMARY = "patient:summary"  # scores, sessions, check-ins: clinical

    BREAK_GLASS_OPEN = "break_glass:open"  # another's patient, for an hour, to read
    BREAK_GLASS_READ = "break_glass:read"
    BREAK_GLASS_END = "break_glass:end"
    BREAK_GLASS_REVIEW = "break_glass:review"

    BOARD_READ = "board:read"  # every patient's stage, waits and counts: never text
    DAY_READ = "day:read"  # a clinician's own patients and alerts

    ROOM_LIST = "room:list"
    ROOM_CREATE = "room:create"
    ROOM_READ = "room:read"  # title, stage, members: no text
    ROOM_ENTER = "room:enter"
    ROOM_MOVE = "room:move"  # change its stage
    ROOM_CLOSE = "room:close"
    MEMBER_ADD = "member:add"
    MEMBER_REMOVE = "member:remove"
    MESSAGE_SEND = "message:send"
    MESSAGE_READ = "message:read"
    DRAFT_WRITE = "draft:write"
    TYPING = "room:typing"

    QUESTIONNAIRE_LIST = "questionnaire:list"
    QUESTIONNAIRE_ASSIGN = "questionnaire:assign"
    QUESTIONNAIRE_OPEN = "questionnaire:open"
    QUESTIONNAIRE_ANSWER = "questionnaire:answer"
    QUESTIONNAIRE_SUBMIT = "questionnaire:submit"
    QUESTIONNAIRE_MODE = "questionnaire:mode"  # say whether it is read aloud
    QUESTIONNAIRE_AMEND = "questionnaire:amend"  # begin a corrected version of a handed-in form
    QUESTIONNAIRE_SCORE = "questionnaire:score"  # see scores and single answers as a clinician
    QUESTIONNAIRE_PROGRESS = "questionnaire:progress"  # counts only
    INSTRUMENT_READ = "instrument:read"
    INSTRUMENT_IMPORT = "instrument:import"  # from the command line only

    ALERT_RAISE = "alert:raise"
    ALERT_READ = "alert:read"
    ALERT_COUNT = "alert:count"  # existence, level, age; no text
    ALERT_ACKNOWLEDGE = "alert:acknowledge"
    ALERT_CLOSE = "alert:close"
    ALERT_ESCALATE = "alert:escalate"  # the program tells the next people
    RISK_READ = "risk:read"  # the mark that clinicians set, with its reasons
    RISK_SET = "risk:set"
    ROSTER_READ = "roster:read"  # who is on call, who leads
    ROSTER_UPDATE = "roster:update"
    DRILL_RUN = "drill:run"  # an exercise about nobody
    DRILL_TAKE = "drill:take"
    DRILL_CLOSE = "drill:close"
    NOTICE_READ = "notice:read"  # that notices went out by mail, never to whom they speak of

    DOSING_RECORD = "dosing:record"
    DOSING_CORRECT = "dosing:correct"
    DOSING_READ = "dosing:read"
    CHECKIN_CREATE = "checkin:create"
    CHECKIN_ANSWER = "checkin:answer"
    CHECKIN_READ = "checkin:read"
    CHECKIN_TEXT = "checkin:text"  # the patient's own words: staff only while they are shared
    CHECKIN_SHARE = "checkin:share"
    CHECKIN_REVIEW = "checkin:review"  # mark as read
    CHECKIN_PROGRESS = "checkin:progress"  # due, done, missed; no answers

    ELIGIBILITY_READ = "eligibility:read"  # criteria, medicines, decisions and what they stand on
    ELIGIBILITY_ENTER = "eligibility:enter"  # a fact or a medicine
    ELIGIBILITY_REVIEW = (
        "eligibility:review"  # having looked at a criterion, and writing why one does not stop them
    )
    ELIGIBILITY_CLEAR = "eligibility:clear"  # ask somebody outside, and follow it up
    ELIGIBILITY_DECIDE = "eligibility:decide"  # sign
    ELIGIBILITY_OUTCOME = "eligibility:outcome"  # the outcome and the patient's message: nothing else
    ELIGIBILITY_STANDING = "eligibility:standing"  # decided, pending or stale: one word
    CONSULT_READ = "consult:read"  # a patient's whole record on one screen
    NOTE_LIST = "note:list"  # which notes there are, by whom and signed when: no text
    NOTE_READ = "note:read"
    NOTE_WRITE = "note:write"
    NOTE_SIGN = "note:sign"
    NOTE_ADD = "note:add"  # an addendum
    NOTE_DRAFT = "note:draft"  # sentences proposed from the record


@dataclass(frozen=True, slots=True)
class Principal:
    """Who acts: read from the login at the door, never from what the request says.

    id: the person. login_id: the login that the request or socket came with; empty for the command line.
    password_due: they signed in with a first password, and must choose their own before anything else.
    """

    id: str
    role: Role
    login_id: str = ""
    password_due: bool = False

    @property
    def is_patient(self) -> bool:
        return self.role is Role.PATIENT

    @property
    def is_clinician(self) -> bool:
        return self.role in CLINICIANS
