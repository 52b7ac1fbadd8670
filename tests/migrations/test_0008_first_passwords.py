"""Step 0008: first passwords; whoever has an account already keeps their password as their own."""


def test_passwords_that_are_there_already_are_nobodys_first_ones(old_at):
    old = old_at("0007")
    old.bring_to("0008")
    rows = old.rows("SELECT id, first_password_until FROM user_account ORDER BY id")
    assert rows == [
        {"id": "ada", "first_password_until": None},
        {"id": "ben", "first_password_until": None},
    ]
