"""The risk mark of a patient, for those who may see scores and alerts."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from telekat.core.errors import NotFound
from telekat.home.risk import LEVELS, Risk, Screened, risk_of
from telekat.policy import Principal
from telekat.questionnaires.queries.scores import ScorePoint, Trend, scores_of
from telekat.questionnaires.words import is_crisis
from telekat.safety.queries import AlertView, open_alerts_of
from telekat.safety.queries.risk import marks_of

WHOLE_SCREENING = "cssrs_screener"  # both forms of the screener begin with this


def risk_mark(who: Principal, patient_id: str) -> Risk:
    """Raises NotFound for whoever may not see the patient's scores."""
    return risk_from(
        open_alerts_of(who, patient_id), scores_of(who, patient_id), marks_of(who, [patient_id]).get(patient_id)
    )


def risk_beside(who: Principal, patient_id: str) -> Risk | None:
    """The mark wherever a name shows; None for whoever may not know it."""
    if not who.is_clinician:
        return None
    try:
        return risk_mark(who, patient_id)
    except NotFound:
        return None


def risk_from(
    alerts: Iterable[AlertView], trends: Sequence[Trend], marked: tuple[str, datetime] | None = None
) -> Risk:
    """From what has been read already: one patient's open alerts and trends, and the mark that a clinician has set."""
    return risk_of(
        [("unverified" if alert.is_unverified else alert.level, alert.raised_at) for alert in alerts],
        [screened for trend in trends for screened in _screenings(trend)],
        marked,
    )


def _screenings(trend: Trend) -> list[Screened]:
    if trend.instrument.id.startswith(WHOLE_SCREENING):
        return [Screened(point.severity, point.at, True) for point in trend.points if point.severity in LEVELS]
    return [_single(trend, point) for point in trend.points if point.apart]


def _single(trend: Trend, point: ScorePoint) -> Screened:
    risky = any(is_crisis(trend.instrument, item, value) for item, value in point.apart.items())
    return Screened("moderate" if risky else "none", point.at, False)
