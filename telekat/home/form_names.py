"""What a form is called on a patient's page: what it asks about, never the name of a disorder. Plain values only."""

_BY_INSTRUMENT: dict[str, str] = {
    "phq9": "How you have been feeling",
    "phq2": "How you have been feeling",
    "qids_sr16": "How you have been feeling, longer",
    "who5": "How well you have been",
    "gad7": "Worry and tension",
    "gad2": "Worry and tension, short",
    "pcl5": "After something hard",
    "pc_ptsd_5": "After something hard, short",
    "cssrs_screener_recent": "Are you safe?",
    "cssrs_screener_since_last_contact": "Are you safe? Since we last spoke",
    "audit": "Alcohol",
    "audit_c": "Alcohol, short",
    "dast10": "Drugs other than alcohol",
    "asrm": "Times of high energy",
    "mdq": "Times of high energy, over your life",
    "wsas": "Work and daily life",
    "peg": "Pain",
    "isi": "Sleep",
    "oci_r": "Thoughts that come back",
    "ybocs_sr": "Thoughts that come back, longer",
    "kat_medical": "Your health",
    "ketamine_side_effects": "After your session",
    "ebi": "Your session, what moved you",
    "edi": "Your session, your sense of self",
    "meq30": "Your session, what you lived through",
}


def form_name(instrument_id: str) -> str:
    """A form that nobody has named yet is still a form for them."""
    return _BY_INSTRUMENT.get(instrument_id, "A form for you")
