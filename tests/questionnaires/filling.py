"""How tests fill a form in through the socket door."""

from typing import Any

import msgspec

from telekat.core import database
from telekat.practice import actions as practice_actions
from telekat.practice import queries as practice


def assign(clinician, room: str, instrument: str = "phq9", client_id: str = "f1") -> str:
    """Ben gives a form; returns its id."""
    answer = clinician.call(
        "questionnaire:assign", {"room": room, "instrument": instrument, "client_id": client_id}
    )
    assert answer["ok"], answer
    return answer["questionnaire"]


def give(socket, form: str, item: str, value: Any, **more: Any) -> dict[str, Any]:
    """Answer one item; returns the acknowledgement."""
    return socket.call("questionnaire:answer", {"questionnaire": form, "item": item, "value": value, **more})


def give_all(socket, form: str, values: dict[str, Any]) -> None:
    """Answer several, each of which has to be taken."""
    for item, value in values.items():
        assert give(socket, form, item, value)["ok"]


def opened(socket, form: str) -> dict[str, Any]:
    """The form as this person sees it."""
    return socket.call("questionnaire:open", {"questionnaire": form})["questionnaire"]


def submit(socket, form: str) -> dict[str, Any]:
    return socket.call("questionnaire:submit", {"questionnaire": form})


def set_forms(cast, **changed: Any) -> None:
    """Eve changes how the practice uses its forms."""
    now, versions = practice.practice(), practice.versions()
    settings = msgspec.structs.replace(now, forms=msgspec.structs.replace(now.forms, **changed))
    practice_actions.change_settings(cast.eve.principal, settings, versions[0].version if versions else 0)
    database.forget_snapshot()
