"""Wording in a patient's message that somebody should look at. Pure, English, and never a verdict.

A short list of plain phrases in which people speak of ending their life or hurting themselves, in our own words and
not a validated instrument: what it finds is shown to clinicians as "wording, not verified", and what it does not find
means nothing. It leans towards finding: a look too many costs a minute.

Not surfaced: a phrase that is plainly negated ("I don't want to die"), said of somebody else ("she wanted to die"),
quoted from somebody else or a song, or one of the idioms below. Two negations cancel; doubt ("I don't know if I want
to die") is no negation; a thought in quotation marks is one's own unless somebody else is named as its speaker.

Cheap, because every message of a patient passes here: a look for the stems, then one pass of one expression.
"""

import re

MOST = 240  # characters of the sentence that is shown
LOOK_BACK = 400  # characters before a phrase in which its clause, its negation and its speaker are looked for

_STEMS = (
    *(
        "myself",
        "my life",
        "my own life",
        "die",
        "dead",
        "suicid",
        "live",
        "living",
        "alive",
        "be here",
        "exist",
        "wake up",
        "kms",
    ),
    *("go on", "carry on", "end it", "without me", "been born", "overdos", "self harm", "self-harm"),
)
"""Every phrase holds one of these; most messages hold none."""

_WISH = r"(?:want|wanted|wanna|going|gonna|need|needed|urges?|thinking|think|thought|thoughts|might|will|could|about|keep|like|plan|planning|tempted|try|tried|trying)"

_REFLEXIVE = (
    r"kill(?:ed|ing)?\s+myself(?!\s+(?:laughing|with laughter|with work))",
    r"(?:hang|hanged|hanging|drown|drowning|unalive|unaliving|off|offing)\s+myself(?!\s+(?:up|in work))",
    r"(?:shoot|shooting)\s+myself(?!\s+in the foot)",
    r"end(?:ed|ing)?\s+my\s+(?:own\s+)?life(?!\s+(?:insurance|story|sentence))",
    r"(?:take|taking|took)\s+my\s+own\s+life(?!\s+(?:back|into))",
    r"(?:take|taking|took)\s+my\s+life(?=[ \t]*(?:[.,!?;\n]|$|tonight|today|tomorrow|soon))",
    _WISH + r"\s+(?:(?!no[t ]|never)\w+\s+){0,4}?(?:hurt|hurting|harm|harming|cut|cutting|burn|burning)\s+myself",
    _WISH + r"\s+(?:(?!no[t ]|never)\w+\s+){0,2}?kms\b",
    r"i\s+(?:am|feel|felt|'m)\s+(?:(?!no[t ]|never)\w+\s+){0,2}?suicidal",
    r"(?:i'm|im|i've been|feeling)\s+(?:(?!no[t ]|never)\w+\s+){0,2}?suicidal",
    r"(?:have|having|had|get|getting|got|my|these|those)\s+(?:(?!no[t ]|never)\w+\s+){0,2}?(?:suicidal\s+(?:thoughts?|ideas?|feelings?|urges?)|thoughts?\s+of\s+suicide)",
    r"better\s+off\s+without\s+me",
    r"wish\s+(?:that\s+)?i(?:'d| had)?\s+never\s+been\s+born",
    r"i(?:'ve| have)?\s+(?:been\s+|just\s+|started\s+)*self[ -]harm(?:ed|ing)",
)
"""Only the writer can be meant."""

_OPEN = (
    r"(?:want|wants?ed|wanted|wanna|ready|hoping|hope|longing|like)\s+(?:to\s+)?(?:just\s+)?die(?!\s+(?:of|from)\s+(?:embarr?assment|laughter|laughing|boredom)|\s+laughing|\s+down|\s+out)",
    r"wish(?:ed|ing)?\s+(?:that\s+)?i\s+(?:was|were|could\s+be)\s+(?:just\s+)?dead",
    r"wish(?:ed|ing)?\s+(?:that\s+)?i\s+(?:could|would|had)\s+(?:just\s+)?died?",
    r"(?:rather|better\s+off|better)\s+(?:be\s+)?dead",
    r"(?:commit|committing|committed|attempt|attempted|plan|planned|planning|thinking\s+(?:about|of)|thought\s+(?:about|of)|considering|considered)\s+(?:my\s+)?suicide",
    r"(?:want|going|gonna|plan|planning|thinking\s+of|thinking\s+about|tempted)\s+(?:to\s+)?(?:take\s+an\s+)?overdos(?:e|ing)",
    r"end(?:ing)?\s+it\s+all",
    r"(?:no|any)\s+(?:reason|point)\s+(?:to|in|for)\s+(?:live|living|go(?:ing)?\s+on|being\s+alive|carry(?:ing)?\s+on|exist(?:ing)?)",
    r"nothing\s+(?:left\s+)?to\s+live\s+for",
    r"no\s+will\s+to\s+live",
)
"""Anybody may be meant: who is decided by the clause before."""

_END = r"(?=[ \t]*(?:[.,!?;\n]|$|any\s?more|any\s?longer|like\s+this|with\s+(?:this|my)\s+life))"
_AGAINST_LIFE = (
    r"(?:don't|dont|do\s+not|didn't|did\s+not|no\s+longer|never)\s+(?:really\s+)?want(?:ed)?\s+to\s+(?:"
    r"live(?!\s+(?:here|there|at|near|on|with\s+(?:my|him|her|them|the|a)\b|in\s+(?!this|pain|fear)))|be\s+alive|exist|"
    r"be\s+here\s+any\s?(?:more|longer)|wake\s+up(?=[ \t]*(?:[.,!?;\n]|$|again|any\s?more|tomorrow|ever))|(?:go|carry)\s+on"
    + _END
    + r")",
    r"(?:can't|cant|cannot|can\s+not)\s+(?:go|carry)\s+on" + _END,
)
"""The negation is part of it."""

_HIT = re.compile(
    rf"(?<![\w'])(?:(?P<reflexive>{'|'.join(_REFLEXIVE)})|(?P<open>{'|'.join(_OPEN)})|(?P<against>{'|'.join(_AGAINST_LIFE)}))"
)
_CLAUSE_END = re.compile(r"[.!?;:,\n\"“”()]|\b(?:but|because|although|though|so|then|until)\b")
_NEGATION = re.compile(
    r"\b(?:(?:do|does|did|am|is|are|was|would|will|have|had|should|could)\s?n[o']?t|(?:don|didn|wouldn|won|haven|isn|wasn)'?t|"
    r"not|never|without|no\s+(?:longer|plans?|intention|wish|desire|thoughts?|urges?|way))\b"
)
_NO_NEGATION = re.compile(
    r"\b(?:can(?:'|no)?t\s+(?:stop|help)|not\s+(?:sure|only|just)|do(?:n't| not)\s+(?:know|care))\b"
)
_NOT_SURE = re.compile(r"\b(?:if|whether|why)\b")
_SUBJECT = re.compile(
    r"\b(?:(?P<own>i|i'm|i've|i'd|i'll|im|ive|me|my)|(?P<other>he|she|they|we|you|it|he's|she's|they're|you're|who|people|"
    r"someone|somebody|anyone|anybody|everyone|everybody|nobody|brother|sister|mother|father|mum|mom|dad|wife|husband|partner|friend|"
    r"son|daughter|uncle|aunt|cousin|boss|colleague|neighbour|neighbor|character|hero|man|woman|patient|patients|dog|cat))\b"
)
_SPEAKER = re.compile(
    r"\b(?:he|she|they|friend|brother|sister|mother|father|mum|mom|dad|wife|husband|partner|son|daughter|song|lyrics?|line|film|movie|book|"
    r"poem|character|sign|poster|title)\b[^.!?\n]{0,40}$"
)


MOST_HITS = 20  # who writes more of these in one message is looked at, whatever stands before each


def crisis_wording(text: str) -> str | None:
    """The sentence that holds such wording, at most 240 characters; None where there is none."""
    plain = text.lower().replace("’", "'")
    if not any(stem in plain for stem in _STEMS):
        return None
    for number, hit in enumerate(_HIT.finditer(plain), start=1):
        if number > MOST_HITS or _stands(plain, hit):
            return _sentence(text if len(text) == len(plain) else plain, hit.start(), hit.end())
    return None


def _stands(plain: str, hit: re.Match[str]) -> bool:
    before = plain[: hit.start()]
    if _is_anothers_quote(before):
        return False
    clause = _clause_before(
        before[-LOOK_BACK:]
    )  # bounded: eight thousand characters of phrases stop everybody's day
    if hit["reflexive"] is None and _is_of_somebody_else(clause):
        return False
    return hit["against"] is not None or not _is_negated(clause)


def _clause_before(before: str) -> str:
    ends = [end.end() for end in _CLAUSE_END.finditer(before)]
    return before[ends[-1] :] if ends else before


def _is_negated(clause: str) -> bool:
    counted = _NO_NEGATION.sub(" ", clause)
    last = max((found.end() for found in _NEGATION.finditer(counted)), default=None)
    if last is None or _NOT_SURE.search(counted[last:]):
        return False
    return len(_NEGATION.findall(counted)) % 2 == 1


def _is_of_somebody_else(clause: str) -> bool:
    subjects = list(_SUBJECT.finditer(clause))
    return bool(subjects) and subjects[-1]["other"] is not None


def _is_anothers_quote(before: str) -> bool:
    straight, curly = before.rfind('"'), before.rfind("“")
    is_open = before.count('"') % 2 == 1 if straight > curly else curly >= 0 and "”" not in before[curly:]
    return is_open and _SPEAKER.search(before[: max(straight, curly)][-LOOK_BACK:]) is not None


def _sentence(text: str, start: int, end: int) -> str:
    begins = max((text.rfind(mark, 0, start) for mark in ".!?\n"), default=-1) + 1
    ends = min((at for at in (text.find(mark, end) for mark in ".!?\n") if at >= 0), default=len(text))
    begins, ends = max(begins, start - MOST // 2), min(ends, end + MOST // 2)
    return " ".join(text[begins:ends].split())[:MOST]
