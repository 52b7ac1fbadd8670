"""The doors of these pages, a file for each page."""

from telekat.home.routes import account, board, day, opened, patients, room, start

DOORS = (
    start.pages,
    start.api,
    day.pages,
    day.api,
    room.pages,
    board.pages,
    board.api,
    patients.pages,
    account.pages,
    opened.pages,
)
