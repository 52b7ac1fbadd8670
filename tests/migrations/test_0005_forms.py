"""Step 0005: sets, modes, corrections and imported instruments come; old forms stay and say how they were filled in."""

import pytest
import sqlalchemy as sa


@pytest.fixture
def old(old_at):
    """Two handed-in forms, from before there were modes."""
    old = old_at("0004")
    for form, instrument in (("f1", "phq9"), ("f2", "madrs")):
        old.put(
            "questionnaire_response",
            id=form,
            room_id="care",
            patient_id="ada",
            instrument=instrument,
            assigned_by="ben",
            status="completed",
            client_id=form,
            completed_by="ada",
            rev=3,
        )
    old.bring_to("0005")
    return old


def test_old_forms_keep_what_they_had_and_say_how_they_were_filled_in(old):
    rows = old.rows("SELECT * FROM questionnaire_response ORDER BY id")
    assert [(row["instrument"], row["status"], row["rev"], row["mode"]) for row in rows] == [
        ("phq9", "completed", 3, "self"),
        ("madrs", "completed", 3, "rated"),
    ]
    new = ("language", "replaces", "reason_sealed", "set_id", "set_place")
    assert {tuple(row[name] for name in new) for row in rows} == {("en", None, None, None, None)}


def test_one_form_is_corrected_by_one_form_at_most(old):
    second = sa.text("UPDATE questionnaire_response SET replaces = 'f1' WHERE id = :id")
    with old.engine.begin() as connection:
        connection.execute(second, {"id": "f2"})
    with pytest.raises(sa.exc.IntegrityError), old.engine.begin() as connection:
        connection.execute(second, {"id": "f1"})


def test_reference_to_no_set_is_refused(old):
    with pytest.raises(sa.exc.IntegrityError), old.engine.begin() as connection:
        connection.execute(sa.text("UPDATE questionnaire_response SET set_id = 'none'"))
