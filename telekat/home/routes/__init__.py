"""The doors of these pages, a file for each page."""

from telekat.home.routes import account, board, consult, day, opened, patients, room, sets, start

DOORS = (
    start.pages,
    start.api,
    day.pages,
    day.api,
    room.pages,
    consult.pages,
    sets.pages,
    board.pages,
    board.api,
    patients.pages,
    account.pages,
    opened.pages,
)
