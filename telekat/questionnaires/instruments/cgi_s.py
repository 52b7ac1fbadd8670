"""CGI-S: one number for how ill the patient is now, by the clinician's whole experience."""

from telekat.questionnaires.definition import (
    GENERAL_KNOWLEDGE,
    Cutoff,
    Direction,
    Instrument,
    Item,
    Kind,
    Option,
    Respondent,
)

REMISSION_AT_MOST = 2  # general knowledge, to be confirmed by the practice's medical lead

LICENCE = "US-government work."
ATTRIBUTION = (
    "Clinical Global Impressions. Guy W (ed.) 1976, ECDEU Assessment Manual for Psychopharmacology, US Department "
    "of Health, Education, and Welfare."
)

INSTRUMENT = Instrument(
    id="cgi_s",
    version="1",
    title="Clinical Global Impression, severity",
    short_title="CGI-S",
    kind=Kind.FORM,
    answered_by=Respondent.CLINICIAN,
    recall_period="Past week",
    instruction="",
    items=(
        Item(
            id="1",
            text=(
                "Considering your total clinical experience with this particular population, how mentally ill "
                "is the patient at this time?"
            ),
            options=(
                Option(1, "Normal, not at all ill"),
                Option(2, "Borderline mentally ill"),
                Option(3, "Mildly ill"),
                Option(4, "Moderately ill"),
                Option(5, "Markedly ill"),
                Option(6, "Severely ill"),
                Option(7, "Among the most extremely ill patients"),
            ),
        ),
    ),
    minimum=1,
    maximum=7,
    direction=Direction.WORSE,
    cutoffs=(Cutoff("remission", GENERAL_KNOWLEDGE, at_most=REMISSION_AT_MOST),),
    missing_rule="Not assessed means not answered; there is no total then.",
    licence=LICENCE,
    attribution=ATTRIBUTION,
    source="Guy 1976, ECDEU Assessment Manual (wording as in CamCOPS, task cgi)",
)
