"""Step 0007: two indexes of the audit trail give way to one; no event is touched."""


def test_events_stay_and_the_triggers_still_guard_them(old_at):
    old = old_at("0006")
    for seq, action in ((1, "message:send"), (2, "patient:read")):
        old.put("audit_event", seq=seq, action=action, patient_id="ada")
    old.bring_to("0007")
    assert [row["seq"] for row in old.rows("SELECT seq FROM audit_event ORDER BY seq")] == [1, 2]
    triggers = old.rows("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_event'")
    assert len(triggers) == 2


def test_looks_into_a_record_are_found_by_the_index(old_at):
    old = old_at("0007")
    (plan,) = old.rows(
        "EXPLAIN QUERY PLAN SELECT * FROM audit_event WHERE patient_id = 'ada' AND action <> 'message:send'"
        " ORDER BY seq DESC LIMIT 9"
    )
    assert "ix_audit_event_looks" in str(plan["detail"])
