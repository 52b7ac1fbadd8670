"""Notes in plain values, as programs and the page's scripts receive them."""

from typing import Any

from telekat.core.clock import stamp
from telekat.notes.queries.notes import LinkedSentence, NoteLine, NoteView


def line_json(line: NoteLine) -> dict[str, Any]:
    """A note in a list."""
    return {
        "id": line.id,
        "on_date": line.on_date,
        "author": line.author_name,
        "status": line.status,
        "signed_at": stamp(line.signed_at) if line.signed_at else None,
        "addendum_count": line.addendum_count,
        "own": line.is_own,
    }


def note_json(note: NoteView) -> dict[str, Any]:
    """One note with its text, its linked sentences and what was added."""
    return {
        "id": note.id,
        "patient": note.patient_id,
        "author": {"id": note.author_id, "name": note.author_name},
        "on_date": note.on_date,
        "status": note.status,
        "rev": note.rev,
        "body": note.body,
        "updated_at": stamp(note.updated_at),
        "signed_at": stamp(note.signed_at) if note.signed_at else None,
        "whole": note.is_whole,
        "sentences": [sentence_json(one) for one in note.sentences],
        "addenda": [
            {
                "id": one.id,
                "author": {"id": one.author_id, "name": one.author_name},
                "body": one.body,
                "at": stamp(one.written_at),
            }
            for one in note.addenda
        ],
    }


def sentence_json(one: LinkedSentence) -> dict[str, Any]:
    """A linked sentence: its words, where they come from, and what has changed since."""
    return {
        "number": one.number,
        "text": one.text,
        "in_note": one.is_there,
        "sources": [
            {
                "words": source.words,
                "href": source.href,
                "flag": source.flag or None,
                "flag_words": source.flag_words,
            }
            for source in one.sources
        ],
    }
