"""Logs: one JSON object a line, ids and counts only. Whoever logs passes facts as `extra`, never in the message."""

import logging
import sys

import orjson

from telekat.core import asked, clock

_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonLines(logging.Formatter):
    """time, level, place, message and the record's extra facts. A traceback is cut to its class: it has values."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": clock.stamp(clock.now()),
            "level": record.levelname.lower(),
            "from": record.name,
            **_words(record),
            **asked.facts(),
        }
        line |= {name: value for name, value in vars(record).items() if name not in _OWN}
        if record.exc_info and record.exc_info[0]:
            line["error_class"] = record.exc_info[0].__name__
        return orjson.dumps(line, default=str).decode()


def _words(record: logging.LogRecord) -> dict[str, str]:
    """Our own sentences; of a library only where it spoke, since its sentences hold what it was given."""
    if record.name.partition(".")[0] == "telekat":
        return {"message": record.getMessage()}
    return {"message": "a library spoke", "place": f"{record.module}:{record.lineno}"}


def start(level: str) -> None:
    """Send all logs to standard error as JSON lines. Other libraries speak from WARNING on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel("WARNING")
    logging.getLogger("telekat").setLevel(level)
