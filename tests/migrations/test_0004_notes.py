"""Step 0004: clinical notes, beside everything that was there."""


def test_old_rows_stay_and_nothing_is_noted_yet(old_at):
    old = old_at("0003")
    old.bring_to("0004")
    assert old.rows("SELECT id, kind FROM room") == [{"id": "care", "kind": "care"}]
    for table in ("clinical_note", "note_sentence", "note_addendum"):
        assert old.rows(f"SELECT * FROM {table}") == []
