"""Step 0006: emergency access, proofs and receipts; older logins and members are kept."""


def test_older_logins_and_members_have_proven_and_received_nothing(old_at):
    old = old_at("0005")
    old.put("login", id="l", user_id="ada")
    old.put("room_member", room_id="care", user_id="ada", read_seq=7)
    old.bring_to("0006")
    (login,) = old.rows("SELECT id, proven_at FROM login")
    assert login == {"id": "l", "proven_at": None}
    (member,) = old.rows("SELECT read_seq, received_seq, received_at FROM room_member")
    assert member == {"read_seq": 7, "received_seq": 0, "received_at": None}
