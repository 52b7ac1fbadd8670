# TeleKAT: make run, make test. The work is done in scripts/; this file only names it.
# Written for the make of macOS too (3.81).

PORT ?= 5000
INSTALL = python=$$(sh scripts/find_python.sh) && "$$python" scripts/install.py

.PHONY: help run test check bench lock screenshots clean
.DEFAULT_GOAL := help

help:
	@echo "make run          serve TeleKAT with a demo practice on http://127.0.0.1:$(PORT) (PORT=... moves it)"
	@echo "make test         install what the tests need, then lint, types and every test"
	@echo "make check        lint, format and types only"
	@echo "make bench        measure; a table here and a JSON file under var/bench/"
	@echo "make screenshots  draw the pages as pictures"
	@echo "make lock         resolve requirements/*.txt anew (UPGRADE=1 takes the newest)"
	@echo "make clean        remove everything that make installed or built; var/ stays"

run:
	@$(INSTALL) run browser
	@exec .venv/bin/telekat serve --demo --port $(PORT)

test:
	@$(INSTALL) dev browser
	@.venv/bin/python -m scripts.system
	@.venv/bin/python scripts/run_tests.py

check:
	@$(INSTALL) dev
	@.venv/bin/python scripts/run_tests.py --checks

bench:
	@$(INSTALL) dev browser
	@.venv/bin/python -m bench

screenshots:
	@$(INSTALL) dev browser
	@.venv/bin/python -m scripts.system
	@.venv/bin/python -m scripts.screenshots

lock:
	@$(INSTALL) lock
	@sh scripts/lock.sh

clean:
	rm -rf .venv node_modules static/vendor .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find telekat tests scripts -name __pycache__ -type d -prune -exec rm -rf {} +
