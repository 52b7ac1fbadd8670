"""MADRS: severity of depression over about the past week, rated by the clinician. Score entry only."""

from telekat.questionnaires.definition import (
    OWN_CHOICE,
    SUICIDAL_IDEATION,
    Band,
    Direction,
    Instrument,
    Kind,
    Progress,
    RedFlag,
    Respondent,
    item_ids,
    numbered,
)

SNAITH = "Snaith 1986, Br J Psychiatry 148:599-601, as quoted by secondary sources and by CamCOPS"

MILD_FROM = 7  # Snaith 1986, as quoted by secondary sources
MODERATE_FROM = 20  # Snaith 1986, as quoted by secondary sources
SEVERE_FROM = 35  # Snaith 1986, as quoted by secondary sources; CamCOPS: above 34
SUICIDAL_FLAG_FROM = 2  # product choice, to be confirmed by the practice's medical lead
SUICIDAL_URGENT_FROM = 4  # product choice, to be confirmed by the practice's medical lead
RESPONSE_PERCENT = 50  # KetECT trial, PMC9154276
REMISSION_AT_MOST = 10  # KetECT trial, PMC9154276; below 10 in Hawley 2002, 12 in esketamine trials

FLAGS = {
    "10": (
        RedFlag(SUICIDAL_IDEATION, OWN_CHOICE, at_least=SUICIDAL_FLAG_FROM),
        RedFlag(SUICIDAL_IDEATION, OWN_CHOICE, at_least=SUICIDAL_URGENT_FROM, urgent=True),
    )
}

INSTRUMENT = Instrument(
    id="madrs",
    version="1",
    title="Montgomery-Åsberg Depression Rating Scale",
    short_title="MADRS",
    kind=Kind.SCORE_ENTRY,
    answered_by=Respondent.CLINICIAN,
    recall_period="Past week",
    instruction="Enter the number of each item from your own copy of the scale.",
    items=tuple(numbered(item_id, maximum=6, red_flags=FLAGS.get(item_id, ())) for item_id in item_ids(1, 10)),
    minimum=0,
    maximum=60,
    direction=Direction.WORSE,
    bands=(
        Band("none", 0, SNAITH),
        Band("mild", MILD_FROM, SNAITH),
        Band("moderate", MODERATE_FROM, SNAITH),
        Band("severe", SEVERE_FROM, SNAITH),
    ),
    progress=Progress(response_percent=RESPONSE_PERCENT, remission_at_most=REMISSION_AT_MOST, source="PMC9154276"),
    licence="© Royal College of Psychiatrists: the wording is not shipped.",
    attribution="Montgomery SA, Åsberg M 1979, Br J Psychiatry 134:382-389.",
    source="Item numbers of the published scale",
)
