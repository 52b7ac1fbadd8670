"""`telekat instruments`: every instrument in a table, or as JSON lines."""

import json

from click.testing import CliRunner

from telekat.cli.instruments import instruments
from telekat.questionnaires import registry


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
