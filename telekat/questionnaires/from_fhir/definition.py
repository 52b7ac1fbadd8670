"""An imported instrument as it is stored: plain values, from which the same `Instrument` is made every time."""

from dataclasses import dataclass

from telekat.questionnaires.definition import (
    ALL_NEEDED,
    Counted,
    Direction,
    Instrument,
    Item,
    Kind,
    Number,
    Respondent,
    ScoringRule,
    add_up,
)

NO_SUM = "The file does not say how the answers add up: there is no total."


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """adds_up: the scored items make a total. The rest as in `Instrument`."""

    id: str
    title: str
    short_title: str
    language: str
    items: tuple[Item, ...]
    adds_up: bool
    licence: str
    attribution: str
    source: str
    introduction: str = ""
    loinc_panel: str | None = None
    loinc_total: str | None = None

    def instrument(self, version: int) -> Instrument:
        """No bands, no cut-offs, and no better or worse: the file knows none of them."""
        low, high = self._span()
        has_decimals = any(item.scale is not None and item.scale.decimals for item in self.items)
        total = (add_up_rounded if has_decimals else add_up) if self.adds_up else None
        return Instrument(
            id=self.id,
            version=str(version),
            title=self.title,
            short_title=self.short_title,
            kind=Kind.FORM,
            answered_by=Respondent.EITHER,
            recall_period="As the form says",
            introduction=self.introduction,
            instruction="",
            items=self.items,
            minimum=low,
            maximum=high,
            direction=Direction.MORE,
            rule=ScoringRule(total=total),
            missing_rule=ALL_NEEDED if self.adds_up else NO_SUM,
            licence=self.licence,
            attribution=self.attribution,
            source=self.source,
            language=self.language,
            loinc_panel=self.loinc_panel,
            loinc_total=self.loinc_total,
        )

    def _span(self) -> tuple[int | None, int | None]:
        """Least and most possible total; an item that may be hidden may add nothing."""
        if not self.adds_up:
            return None, None
        spans = [_points(item) for item in self.items if item.scored]
        hidden = [bool(item.shown_when) for item in self.items if item.scored]
        low = sum(min(0, span[0]) if may_hide else span[0] for span, may_hide in zip(spans, hidden, strict=True))
        high = sum(max(0, span[1]) if may_hide else span[1] for span, may_hide in zip(spans, hidden, strict=True))
        return int(low // 1), int(-(-high // 1))


def _points(item: Item) -> tuple[Number, Number]:
    if item.scale is not None:
        return item.scale.minimum, item.scale.maximum
    points = [option.value if option.points is None else option.points for option in item.options]
    return min(points), max(points)


def add_up_rounded(counted: Counted) -> Number:
    """The sum of numbers with decimals, without the dust of binary fractions."""
    return round(sum(counted.values()), 6)
