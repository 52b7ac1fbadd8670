"""Notes as bytes under the patient's key, and what a signature covers. One that does not open never breaks a page."""

import logging

import orjson

from telekat.notes.drafting import Sentence, Source
from telekat.vault import hashing, sealing

log = logging.getLogger("telekat.notes")


def seal(patient_id: str, table: str, column: str, row_id: str, text: str) -> bytes:
    """Only inside an action."""
    return sealing.seal(sealing.patient(patient_id), table, column, row_id, text)


def unseal(patient_id: str, table: str, column: str, row_id: str, stored: bytes) -> str | None:
    """The text; None when it does not open."""
    try:
        return sealing.unseal(sealing.patient(patient_id), table, column, row_id, stored)
    except sealing.SealBroken:
        log.error("a note does not open", extra={"subject_id": row_id})
        return None


def sentence_text(sentence: Sentence) -> str:
    """A sentence with its sources as JSON to seal."""
    sources = [{name: getattr(source, name) for name in Source.__slots__} for source in sentence.sources]
    return orjson.dumps({"text": sentence.text, "sources": sources}).decode()


def sentence_from(text: str) -> Sentence:
    """The inverse."""
    kept = orjson.loads(text)
    return Sentence(kept["text"], tuple(Source(**source) for source in kept["sources"]))


def key_of(sentence: Sentence) -> str:
    """Tells one sentence from another: its words and what its sources said."""
    return hashing.keyed_hash("note sentence", sentence_text(sentence))


def content_hash(*, note_id: str, author_id: str, on_date: str, body: str, sentences: list[Sentence]) -> str:
    """What a signature covers: who, for which day, every word, and every link with what its source said.

    Keyed, because a bare hash of a short note could be found by trying.
    """
    parts = [note_id, author_id, on_date, body, *(sentence_text(one) for one in sentences)]
    return hashing.keyed_hash("note content", orjson.dumps(parts).decode())
