"""Makes the practice that every server of these tests starts from, in a process of its own.

    TELEKAT_DATA_DIR=... python -m tests.server.practice ROOMS

Prints JSON: `people` (id and e-mail by name), `rooms` (the cast's rooms by name), and in `pairs` what
`telekat fixture` writes: rooms of two, with cookies.
"""

import json
import sys
from dataclasses import replace

from config import Config
from telekat.cli.opened import opened_house
from telekat.core import edge

PASSWORD = "correct horse battery staple"
STAFF = {
    "ben": "psychiatrist",
    "theo": "therapist",
    "cleo": "psychiatrist",
    "dana": "psychiatrist",
    "cora": "coordinator",
    "eve": "admin",
}
PATIENTS = ("ada", "finn", "gail")


def main(pairs: int) -> None:
    edge.patch("threading")
    from telekat.core import database, migrating

    database.connect(Config.from_env().database_url)
    migrating.upgrade()
    with opened_house():
        print(json.dumps(_make(pairs)))


def _make(pairs: int) -> dict[str, object]:
    from telekat.accounts.actions import people
    from telekat.demo.fixture import make_rooms
    from telekat.patients import actions as patients
    from telekat.policy import Principal, Role
    from telekat.rooms import actions as rooms

    one = people.prepare_user(email="x@example.org", name="Nobody", role=Role.ADMIN, password=PASSWORD)

    def new(name: str, role: Role) -> people.NewUser:
        return replace(one, email=f"{name}@example.org", name=f"{name.title()} Example", role=role)

    ids = {name: people.store_user(None, new(name, Role(role))) for name, role in STAFF.items()}
    cora = Principal(ids["cora"], Role.COORDINATOR)
    for name in PATIENTS:
        ids[name] = patients.store_patient(cora, new(name, Role.PATIENT))
    care = rooms.open_room(cora, ids["ada"], "care", (ids["ben"], ids["theo"]), welcome=False)
    front_desk = rooms.open_room(cora, ids["ada"], "front_desk")
    finns = rooms.open_room(cora, ids["finn"], "care", (ids["cleo"],), welcome=False)
    return {
        "people": {name: {"id": user_id, "email": f"{name}@example.org"} for name, user_id in ids.items()},
        "rooms": {"care": care.id, "front_desk": front_desk.id, "finns_care": finns.id},
        "pairs": make_rooms(pairs),
    }


if __name__ == "__main__":
    main(int(sys.argv[1]))
