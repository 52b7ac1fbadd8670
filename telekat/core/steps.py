"""Which migration step is the newest, told by the numbers their files begin with; nothing heavier is loaded for it."""

from pathlib import Path

FOLDER = Path(__file__).parent.parent / "migrations"


def newest() -> str | None:
    """The id of the newest step, None while there is none. A step's id is the number its file begins with."""
    numbers = (file.name.partition("_")[0] for file in (FOLDER / "versions").glob("[0-9]*_*.py"))
    return max(numbers, default=None)
