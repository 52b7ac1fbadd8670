"""A clinician's day: what it says is open is what it shows as open."""

from telekat.home.queries.day import day_json
from telekat.safety import actions
from tests.safety.climbs import after, raised, roster


def test_alert_that_climbed_to_somebody_from_outside_is_counted_in_their_day(cast, socket_of):
    """Dr Voss has not Ada among her patients, yet Ada's alert stands on her day: it must not say that nothing is open."""
    roster(cast, on_call=[cast.cleo], lead=[cast.theo])
    alert = raised(cast, socket_of)
    cleo = cast.cleo.principal
    assert day_json(cleo)["alerts"] == [] and "Nothing is open" in day_json(cleo)["summary"]
    with after(alert, 5):
        day = day_json(cleo)
        assert [one["id"] for one in day["alerts"]] == [alert]
        assert day["summary"].startswith("1 alert is open.")
        actions.acknowledge(cast.ben.principal, alert)
        assert "alert is open" not in day_json(cleo)["summary"]
