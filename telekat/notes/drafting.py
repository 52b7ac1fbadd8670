"""The proposed draft of a note: rules that turn facts of the record into sentences. Plain values only.

Every sentence names its sources, and of each source what it said then, so that a later change shows. A fact without a
source makes no sentence: what is not on record is not claimed, also not that it is absent.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from telekat.notes.record_facts import (
    AlertFact,
    AnswerFact,
    ApartFact,
    CheckInFact,
    MedicalFact,
    Presence,
    RecordFacts,
    ScoreFact,
    SessionFact,
    TrendFact,
)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a sentence comes from.

    kind: questionnaire | message | alert | dosing_session | checkin. item: of a questionnaire, "" for its score,
    "by <person>" for whose hand was in it.
    words: the link's. href: the page that opens it. seen: what it said when the sentence was made. newest: of what the
    sentence calls the newest, as a topic (an instrument); "" where it claims no such thing.
    """

    kind: str
    id: str
    item: str
    words: str
    href: str
    seen: str
    newest: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a draft; sources is never empty."""

    text: str
    sources: tuple[Source, ...]


Place = tuple[str, str, str]
"""Kind, id and item: what a source is told by."""
GONE, CHANGED, NEWER = "gone", "changed", "newer"
FLAGS = {
    GONE: "This source is no longer there.",
    CHANGED: "This has changed since the sentence was drafted.",
    NEWER: "There is a newer one since the sentence was drafted.",
}


def draft(facts: RecordFacts) -> list[Sentence]:
    """The whole draft, in the order in which a clinician tells a visit."""
    return [
        *_present(facts),
        *chain.from_iterable(_scores(facts, trend) for trend in facts.trends),
        *_medical(facts.medical),
        *(_alert(one) for one in facts.alerts if one.is_recent),
        *_sessions(facts.sessions),
        *(_checkin(one) for one in facts.checkins if one.is_recent),
    ]


def now_said(facts: RecordFacts) -> Mapping[Place, str]:
    """What every possible source says now."""
    sources = [
        *(source for one in facts.present for source in _presence_sources(one)),
        *(source for trend in facts.trends for point in trend.points for source in _point_sources(trend, point)),
        *(_answer_source(facts.medical, one) for one in (facts.medical.answers if facts.medical else ())),
        *(_alert_source(one) for one in facts.alerts),
        *(_session_source(one) for one in facts.sessions),
        *(_checkin_source(one) for one in facts.checkins),
    ]
    return {(one.kind, one.id, one.item): one.seen for one in sources}


def newest_now(facts: RecordFacts) -> Mapping[str, str]:
    """By topic, the id of what is the newest now."""
    newest = {trend.instrument: trend.points[-1].id for trend in facts.trends}
    if facts.sessions:
        newest["dosing_session"] = facts.sessions[-1].id
    if facts.medical:
        newest["kat_medical"] = facts.medical.id
    return newest


def flag_of(source: Source, said: Mapping[Place, str], newest: Mapping[str, str]) -> str:
    """GONE, CHANGED, NEWER, or "" while the source still says what it said."""
    place = (source.kind, source.id, source.item)
    if place not in said:
        return GONE
    if said[place] != source.seen:
        return CHANGED
    if source.newest and newest.get(source.newest) != source.id:
        return NEWER
    return ""


# --- Who was there ---


def _present(facts: RecordFacts) -> Iterator[Sentence]:
    if facts.present:
        who = "; ".join(f"{one.name} ({_listed(one.ways)})" for one in facts.present)
        sources = tuple(source for one in facts.present for source in _presence_sources(one))
        yield Sentence(f"On {facts.day}, took part: {who}.", sources)


def _presence_sources(one: Presence) -> list[Source]:
    return [
        Source(mark.kind, mark.id, mark.item, f"{one.name}, {mark.words}", mark.href, one.name, "")
        for mark in one.marks
    ]


# --- Scores ---


def _scores(facts: RecordFacts, trend: TrendFact) -> Iterator[Sentence]:
    newest, before = trend.points[-1], trend.before
    sources = [_score_source(trend, newest, newest_of=trend.instrument)]
    if before is not None and trend.change:
        sources.append(_score_source(trend, before))
    yield Sentence(f"{trend.title}, {newest.day}: {_result(trend, newest)}{trend.change}.", tuple(sources))
    for apart in newest.apart:
        yield _apart(trend, newest, apart)


def _result(trend: TrendFact, point: ScoreFact) -> str:
    if point.total:
        return f"{point.total}, {point.severity.lower()}" if point.severity else point.total
    if point.missing:
        return f"no total, {point.missing}"
    return f"{point.severity.lower()}" if point.severity else "handed in"


def _apart(trend: TrendFact, newest: ScoreFact, apart: ApartFact) -> Sentence:
    sources = [_item_source(trend, newest, apart, newest_of=trend.instrument)]
    text = f"{trend.title} question {apart.number}, {newest.day}: {apart.value}, “{apart.words}”"
    earlier = _earlier_answer(trend, apart)
    if earlier is not None:
        point, was = earlier
        text += f"; {was.value} on {point.day}"
        sources.append(_item_source(trend, point, was))
    return Sentence(f"{text}.", tuple(sources))


def _earlier_answer(trend: TrendFact, apart: ApartFact) -> tuple[ScoreFact, ApartFact] | None:
    for point in reversed(trend.points[:-1]):
        for was in point.apart:
            if was.item == apart.item:
                return point, was
    return None


def _point_sources(trend: TrendFact, point: ScoreFact) -> list[Source]:
    return [_score_source(trend, point), *(_item_source(trend, point, one) for one in point.apart)]


def _score_source(trend: TrendFact, point: ScoreFact, newest_of: str = "") -> Source:
    seen = "|".join((point.total, point.severity, point.missing))
    words = f"{trend.title}, {point.day}"
    return Source("questionnaire", point.id, "", words, f"/forms/{point.id}", seen, newest_of)


def _item_source(trend: TrendFact, point: ScoreFact, apart: ApartFact, newest_of: str = "") -> Source:
    words = f"{trend.title} question {apart.number}, {point.day}"
    href = f"/forms/{point.id}#item-{apart.item}"
    return Source("questionnaire", point.id, apart.item, words, href, apart.value, newest_of)


# --- The medical form ---


def _medical(medical: MedicalFact | None) -> Iterator[Sentence]:
    if medical is None:
        return
    for state, beginning in (("present", "answered yes to"), ("unknown", "does not know about")):
        found = [one for one in medical.answers if one.state == state]
        if found:
            listed = "; ".join(_criterion(one) for one in found)
            sources = tuple(_answer_source(medical, one, newest_of="kat_medical") for one in found)
            yield Sentence(f"{medical.title}, {medical.day}: {beginning} {listed}.", sources)


def _criterion(one: AnswerFact) -> str:
    text = f"{one.text[:1].lower()}{one.text[1:]}" if one.text[1:2].islower() else one.text
    return text if one.answer in ("Yes", "I don't know") else f"{text} ({one.answer})"


def _answer_source(medical: MedicalFact | None, one: AnswerFact, newest_of: str = "") -> Source:
    assert medical is not None  # its answers came from it
    words, href = f"{medical.title} question {one.number}", f"/forms/{medical.id}#item-{one.item}"
    return Source("questionnaire", medical.id, one.item, words, href, one.answer, newest_of)


# --- Alerts ---


def _alert(one: AlertFact) -> Sentence:
    parts = [f"Alert of {one.raised}: {one.what.rstrip('.')}"]
    parts.append(f"taken by {one.taken}" if one.taken else "nobody has taken it")
    if one.closed:
        parts.append(f"closed by {one.closed}: {one.outcome}")
    text = "; ".join(parts)
    if one.note:
        return Sentence(f"{text}. Closing note: {one.note}", (_alert_source(one),))
    return Sentence(f"{text}.", (_alert_source(one),))


def _alert_source(one: AlertFact) -> Source:
    seen = "|".join((one.state, one.what, one.taken, one.closed, one.outcome, one.note))
    return Source("alert", one.id, "", f"Alert of {one.raised}", f"/alerts/{one.id}", seen, "")


# --- Sessions and check-ins ---


def _sessions(sessions: tuple[SessionFact, ...]) -> Iterator[Sentence]:
    if not sessions:
        return
    count = "1 session" if len(sessions) == 1 else f"{len(sessions)} sessions"
    listed = "; ".join(f"{one.number}, {one.when}: {one.given}" for one in sessions)
    last = len(sessions) - 1
    sources = tuple(
        _session_source(one, newest_of="dosing_session" if place == last else "")
        for place, one in enumerate(sessions)
    )
    yield Sentence(f"{count} so far. {listed}.", sources)


def _session_source(one: SessionFact, newest_of: str = "") -> Source:
    return Source("dosing_session", one.id, "", f"Session {one.number}, {one.when}", one.href, one.seen, newest_of)


def _checkin(one: CheckInFact) -> Sentence:
    parts = [f"{one.label}, {one.sent}: mood {one.mood} of 10, anxiety {one.anxiety} of 10"]
    parts.append("safe right now: yes" if one.is_safe else "safe right now: no")
    if one.signs:
        parts.append(f"signs: {_listed(one.signs)}")
    parts.append(f"side effects: {_listed(one.effects)}" if one.effects else "no side effects ticked")
    return Sentence(f"{'; '.join(parts)}.", (_checkin_source(one),))


def _checkin_source(one: CheckInFact) -> Source:
    seen = "|".join((str(one.mood), str(one.anxiety), str(one.is_safe), *one.signs, *one.effects))
    return Source("checkin", one.id, "", f"{one.label}, {one.sent}", one.href, seen, "")


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)
