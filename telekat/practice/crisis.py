"""Which crisis words and numbers somebody is shown, from where they have said they are. Pure."""

from dataclasses import dataclass

from telekat.practice.settings import Crisis, CrisisLine, Practice


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page shows. fits: the numbers work where the person is, as far as we know. country: where they work."""

    country: str
    language: str
    emergency_number: str
    thanks: str
    advice: str
    lines: tuple[CrisisLine, ...]
    fits: bool


def crisis_for(practice: Practice, country: str = "", language: str = "") -> Shown:
    """The entry for this place: its language if there is one, else any of the country, else the practice's own.

    A language never wins over a country: numbers of another country do not work. "" says nothing is known.
    """
    entries = all_entries(practice)
    there = [entry for entry in entries if entry.country == country]
    spoken = [entry for entry in there if entry.language == language]
    chosen = (spoken or there or [practice.crisis])[0]
    return shown(chosen, fits=not country or bool(there))


def all_entries(practice: Practice) -> tuple[Crisis, ...]:
    """The practice's own first, then those for elsewhere."""
    return (practice.crisis, *practice.elsewhere)


def shown(entry: Crisis, *, fits: bool = True) -> Shown:
    words = (entry.country, entry.language, entry.emergency_number, entry.thanks, entry.advice)
    return Shown(*words, entry.lines, fits)


LANGUAGES = {
    "ar": "Arabic",
    "cy": "Welsh",
    "da": "Danish",
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fi": "Finnish",
    "fr": "French",
    "hi": "Hindi",
    "it": "Italian",
    "nb": "Norwegian",
    "nl": "Dutch",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "sv": "Swedish",
    "tr": "Turkish",
    "uk": "Ukrainian",
}


def languages_of(practice: Practice) -> list[tuple[str, str]]:
    """The languages in which the practice has crisis words: (code, name)."""
    codes = dict.fromkeys(entry.language for entry in all_entries(practice))
    return [(code, language_name(code)) for code in codes]


def language_name(code: str) -> str:
    """The name, or the code itself for one that is not listed."""
    return LANGUAGES.get(code, code)
