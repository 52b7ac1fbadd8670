"""`python -m telekat` is the `telekat` command."""

from telekat.cli import main

main()
