"""`telekat instruments`: every instrument in a table, or as JSON lines."""

import json

import pytest
from click.testing import CliRunner

from telekat.cli.instruments import instruments
from telekat.questionnaires import registry
from tests.questionnaires.from_fhir.forms import SLEEP, as_bytes, choice, form, total


def test_table_names_every_instrument_and_what_its_text_needs():
    result = CliRunner().invoke(instruments)
    assert result.exit_code == 0
    ids = [line.split()[0] for line in result.stdout.splitlines()[1:]]
    assert ids == [each.id for each in registry.all_instruments()]
    assert "WHO's permission" in result.stdout


def test_json_lines_hold_items_options_and_credit():
    result = CliRunner().invoke(instruments, ["--json"])
    by_id = {each["id"]: each for each in map(json.loads, result.stdout.splitlines())}
    phq9 = by_id["phq9"]
    assert len(phq9["items"]) == 10
    assert phq9["items"][8]["options"][3] == {"value": 3, "label": "Nearly every day"}
    assert "LOINC" in phq9["notice"] and by_id["madrs"]["notice"] == ""
    assert "Pfizer" in phq9["attribution"] and phq9["loinc_panel"] == "44249-1"


def test_help_shows_an_example():
    assert "telekat instruments" in CliRunner().invoke(instruments, ["--help"]).stdout


# --- Importing ---


@pytest.fixture
def file(house):
    """file(form): the form as a file."""
    assert house.telekat("db", "upgrade").code == 0

    def write(whole, name="form.json"):
        path = house.folder / name
        path.write_bytes(as_bytes(whole))
        return path

    return write


def listed(house):
    return {line.split()[0]: line.split()[1] for line in house.telekat("instruments").out.splitlines()[1:]}


def test_whole_form_is_imported_and_listed_beside_the_others(house, file):
    ran = house.telekat("instruments", "import", file(SLEEP))
    assert (ran.code, ran.err) == (0, "")
    assert "Imported as oursleep, version 1, with 2 questions." in ran.out
    assert listed(house)["oursleep"] == "1" and len(listed(house)) == len(registry.built_in()) + 1
    again = house.telekat("instruments", "import", file(SLEEP))
    assert (again.code, "already there as oursleep, version 1" in again.out) == (0, True)
    assert house.telekat("instruments", "import", file(SLEEP), "--id", "other").code == 0
    assert listed(house)["other"] == "1"


def test_losses_are_named_and_nothing_is_imported_until_they_are_accepted(house, file):
    path = file(form(choice("q1", "Do you wake up?"), {"linkId": "t", "text": "Tell us", "type": "text"}, total()))
    ran = house.telekat("instruments", "import", path)
    assert ran.code == 1 and len(ran.err.strip().splitlines()) == 1 and "--accept-losses" in ran.err
    assert (
        "lost    Questionnaire.item[1]: a question of the type text cannot be asked here: it is left out" in ran.out
    )
    assert "oursleep" not in listed(house)
    assert house.telekat("instruments", "import", path, "--accept-losses").code == 0
    assert "oursleep" in listed(house)


def test_refused_form_cannot_be_accepted(house, file):
    double = form(choice("q1", "Do you wake up?"), choice("q1", "Are you tired?"))
    ran = house.telekat("instruments", "import", file(double), "--accept-losses")
    assert ran.code == 1 and "refused Questionnaire.item[1].linkId" in ran.out and "Traceback" not in ran.err
    assert "oursleep" not in listed(house)


def test_check_stores_nothing(house, file):
    ran = house.telekat("instruments", "import", file(SLEEP), "--check")
    assert ran.code == 0 and "Nothing was stored" in ran.out and "oursleep" not in listed(house)


def test_what_is_no_form_fails_in_one_line(house, file):
    path = file({"resourceType": "Patient"})
    for ran, code in (
        (house.telekat("instruments", "import", path), 1),
        (house.telekat("instruments", "import", house.folder / "gone.json"), 2),
        (house.telekat("instruments", "import"), 2),
    ):
        assert ran.code == code and "Traceback" not in ran.err
    assert house.telekat("instruments", "import", path).err.count("\n") == 1


def test_listing_makes_no_database(house):
    assert house.telekat("instruments").code == 0
    assert not house.database.exists()


def test_import_shows_an_example():
    assert "telekat instruments import" in CliRunner().invoke(instruments, ["import", "--help"]).stdout
