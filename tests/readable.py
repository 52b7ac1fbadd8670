"""Watches what is sealed during a test, and looks afterwards whether any of it lies readable in the database or was logged."""

import contextlib
import logging
import re
from pathlib import Path

import pytest

from telekat.core.logs import JsonLines
from telekat.vault import sealing

LEAST_BYTES = 12
"""Shorter texts, such as a single answer, may stand anywhere by chance."""
ID = re.compile(r"[0-9a-f-]{36}")
"""Ids are no secret, and some tests send one as a text."""


class SealedWords(logging.Handler):
    """While it watches, remembers every text that is sealed and every line that is logged."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(JsonLines())
        self._where_by_text: dict[str, str] = {}
        self._lines: list[str] = []

    def watch(self, monkeypatch: pytest.MonkeyPatch) -> None:
        real = sealing.seal

        def seal(subject: str, table: str, column: str, row_id: str, text: str) -> bytes:
            if len(text.encode()) >= LEAST_BYTES and not ID.fullmatch(text):
                self._where_by_text[text] = f"{table}.{column}"
            return real(subject, table, column, row_id, text)

        monkeypatch.setattr(sealing, "seal", seal)
        logging.getLogger().addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        self._lines.append(self.format(record))

    def found(self, database: Path) -> list[str]:
        """What was sealed and can be read: where, and the text. Ends the watch."""
        logging.getLogger().removeHandler(self)
        held = {"the log": "\n".join(self._lines).encode()}
        for path in database.parent.glob(f"{database.name}*"):
            with contextlib.suppress(
                FileNotFoundError
            ):  # a copying of SQLite's log that has just ended takes it along
                held[path.name] = path.read_bytes()
        return [
            f"{name}: {where}: {text[:80]!r}"
            for text, where in self._where_by_text.items()
            for name, content in held.items()
            if text.encode() in content
        ]
