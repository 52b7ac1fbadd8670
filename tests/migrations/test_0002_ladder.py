"""Step 0002: alerts that stood open get their ladder."""

AT = "2026-11-01T10:00:00.000Z"


def test_standing_alerts_get_the_ladder_they_would_have_had(old_at):
    old = old_at("0001")
    old.put("user_account", id="theo", email_hash="theo", role="therapist")
    old.put("care_team_member", patient_id="ada", user_id="ben", since=AT)
    old.put("care_team_member", patient_id="ada", user_id="theo", since=AT, until=AT)
    for alert, state in (("open", "open"), ("taken", "acknowledged"), ("over", "closed")):
        old.put(
            "alert",
            id=alert,
            patient_id="ada",
            room_id="care",
            cause_key=alert,
            state=state,
            owner_id="ben",
            raised_at=AT,
        )
    old.bring_to("0002")
    steps = old.rows("SELECT alert_id, number, rung, state, due_at FROM ladder_step ORDER BY 1, 2")
    assert [tuple(step.values()) for step in steps] == [
        ("open", 0, "team", "told", AT),
        ("open", 1, "on_call", "waiting", AT),
        ("open", 2, "lead", "waiting", AT),
        ("taken", 0, "team", "told", AT),
        ("taken", 1, "on_call", "ended", AT),
        ("taken", 2, "lead", "ended", AT),
    ]
    told = old.rows("SELECT user_id, rung FROM ladder_told")
    assert [tuple(one.values()) for one in told] == [("ben", "team")] * 2, "who has left the team was not told"
    assert old.rows("SELECT place_sealed FROM patient") == [{"place_sealed": None}]
