"""Step 0003: the tables of the decision to treat, beside everything that was there."""


def test_old_rows_stay_and_the_new_tables_are_empty(old_at):
    old = old_at("0002")
    old.put("practice_settings", version=1, body="{}")
    old.bring_to("0003")
    assert old.rows("SELECT body FROM practice_settings") == [{"body": "{}"}]
    tables = [
        row["name"]
        for row in old.rows("SELECT name FROM sqlite_master WHERE name LIKE 'eligibility_%' AND type = 'table'")
    ]
    assert len(tables) == 6
    for table in tables:
        assert old.rows(f"SELECT * FROM {table}") == []
