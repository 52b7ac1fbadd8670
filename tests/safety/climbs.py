"""How tests let time pass for an alert, and who stands on its ladder."""

from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import select

from telekat.accounts.queries import person
from telekat.core import clock, database, writer
from telekat.core.database import db
from telekat.live import announcing
from telekat.notifications.models import Notice
from telekat.practice import queries as practice
from telekat.safety import actions, queries
from telekat.safety.actions.roster import set_roster
from telekat.safety.models import Alert
from telekat.vault import keys
from tests.questionnaires.filling import assign, give


def roster(cast, on_call=(), lead=()):
    """Cora chooses who is on call and who leads."""
    set_roster(cast.cora.principal, [one.id for one in on_call], [one.id for one in lead])
    database.forget_snapshot()


def raised(cast, socket_of) -> str:
    """Ada answers item 9 of a form; the alert's id."""
    form = assign(socket_of(cast.ben), cast.care)
    assert give(socket_of(cast.ada), form, "9", 2)["ok"]
    return db().scalar(select(Alert.id))


@contextmanager
def after(alert_id: str, minutes: float):
    """It is so many minutes after the alert was raised, and the loop has run."""
    database.forget_snapshot()
    moment = db().get_one(Alert, alert_id).raised_at + timedelta(minutes=minutes)
    with clock.set_to(moment):
        actions.climb_due()
        database.forget_snapshot()
        yield


def steps(cast, alert_id):
    """[(rung, state, names)] as Ben sees them."""
    database.forget_snapshot()
    view = queries.alert_view(cast.ben.principal, alert_id)
    return [(step.rung, step.state, sorted(name for _, name in step.people)) for step in view.steps]


def mails(alert_id):
    """Names of whom a notice was written to, in order."""
    database.forget_snapshot()
    rows = db().scalars(select(Notice).where(Notice.about_id == alert_id).order_by(Notice.created_at, Notice.id))
    return [person(row.user_id).name for row in rows]


def restart(app) -> None:
    """The process ends; another begins with the same files and nothing in memory."""
    config = app.config["TELEKAT"]
    assert writer.current().stop()
    database.forget_snapshot()
    database.connect(config.database_url)
    keys.start(config.master_keys)
    practice.forget()
    fresh = writer.Writer()
    fresh.deliver = announcing.deliver
    writer.start(fresh)
