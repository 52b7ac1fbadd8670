"""CGI-I: one number for the change since before the course, by the clinician. Never added to the CGI-S."""

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
from telekat.questionnaires.instruments.cgi_s import ATTRIBUTION, LICENCE

RESPONDER_AT_MOST = 2  # general knowledge, to be confirmed by the practice's medical lead

INSTRUMENT = Instrument(
    id="cgi_i",
    version="1",
    title="Clinical Global Impression, improvement",
    short_title="CGI-I",
    kind=Kind.FORM,
    answered_by=Respondent.CLINICIAN,
    recall_period="Since before the course",
    instruction="",
    items=(
        Item(
            id="1",
            text=(
                "Rate total improvement whether or not, in your judgment, it is due entirely to drug "
                "treatment. Compared to his condition at admission to the project, how much has he changed?"
            ),
            options=(
                Option(1, "Very much improved"),
                Option(2, "Much improved"),
                Option(3, "Minimally improved"),
                Option(4, "No change"),
                Option(5, "Minimally worse"),
                Option(6, "Much worse"),
                Option(7, "Very much worse"),
            ),
        ),
    ),
    minimum=1,
    maximum=7,
    direction=Direction.WORSE,
    cutoffs=(Cutoff("responder", GENERAL_KNOWLEDGE, at_most=RESPONDER_AT_MOST),),
    missing_rule="Not assessed means not answered; there is no total then.",
    licence=LICENCE,
    attribution=ATTRIBUTION,
    source="Guy 1976, ECDEU Assessment Manual (wording as in CamCOPS, task cgi)",
)
