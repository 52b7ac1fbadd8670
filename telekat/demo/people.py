"""Who works and who is cared for at the demo practice. All are fictional; the telephone numbers are reserved ones."""

from dataclasses import dataclass

from telekat.policy import Role

PASSWORD = "quiet morning light"
"""Everybody's at the demo practice, which is refused in production."""


@dataclass(frozen=True, slots=True)
class StaffMember:
    key: str
    name: str
    role: Role

    @property
    def email(self) -> str:
        return f"{self.key}@harbour.example.org"


@dataclass(frozen=True, slots=True)
class DemoPatient:
    """team: keys of the clinicians who care for them; empty while nobody is assigned. stage: of rooms.stages."""

    key: str
    name: str
    birth_date: str
    phone: str
    emergency_contact: str
    time_zone: str
    stage: str
    team: tuple[str, ...]

    @property
    def email(self) -> str:
        return f"{self.key}@example.org"


STAFF = (
    StaffMember("priya", "Priya Nair", Role.COORDINATOR),
    StaffMember("ruiz", "Dr Elena Ruiz", Role.PSYCHIATRIST),
    StaffMember("haddad", "Dr Amir Haddad", Role.PSYCHIATRIST),
    StaffMember("sam", "Sam Whitlock", Role.THERAPIST),
    StaffMember("leo", "Leo Brandt", Role.ADMIN),
)

PATIENTS = (
    DemoPatient(
        "maya", "Maya Okafor", "1988-03-14", "07700 900418", "Femi Okafor, 07700 900733",
        "Europe/London", "forms", ("ruiz", "sam"),
    ),
    DemoPatient(
        "jonas", "Jonas Feld", "1985-06-02", "07700 900120", "Anke Feld, 07700 900121",
        "Europe/London", "review", ("ruiz",),
    ),
    DemoPatient(
        "tom", "Tom Lindqvist", "1973-09-21", "07700 900502", "Greta Lindqvist, 07700 900503",
        "Europe/Stockholm", "integration", ("ruiz", "sam"),
    ),
    DemoPatient(
        "hana", "Hana Petrov", "1990-01-30", "07700 900644", "Ilya Petrov, 07700 900645",
        "Europe/London", "integration", ("haddad", "sam"),
    ),
    DemoPatient(
        "ifeoma", "Ifeoma Bello", "1982-11-08", "07700 900311", "Chidi Bello, 07700 900312",
        "Europe/London", "new_referral", (),
    ),
)  # fmt: skip


def sign_ins() -> str:
    """One demo sign-in for each role, as lines for a terminal."""
    shown = [
        ("patient", "maya@example.org"),
        *((one.role.value, one.email) for one in STAFF if one.key != "haddad"),
    ]
    lines = [f"  {role:<13} {email}" for role, email in shown]
    return "\n".join(["Demo sign-ins (password for all: " + PASSWORD + ")", *lines])
