# `make run` is all a reader needs; `make help` lists the rest. Any make from 3.81 on will do.

.SUFFIXES:
SHELL = /bin/sh
# Python to make .venv with, if the first suitable one on PATH is not the one you want.
PYTHON ?=
VENV_PYTHON = .venv/bin/python

# Sets $$py to a Python that is new enough, or says what is wrong and ends. The question put to
# each Python can be read by any, however old.
FIND_PYTHON = \
	ask='import sys; sys.exit(sys.version_info < (3, 11))'; py=''; \
	if [ -n "$(PYTHON)" ]; then \
		if "$(PYTHON)" -c "$$ask" 2>/dev/null; then py="$(PYTHON)"; else \
			echo "Newsdesk needs Python 3.11 or newer, and PYTHON=$(PYTHON) is not one" >&2; exit 1; \
		fi; \
	else \
		for each in python3.14 python3.13 python3.12 python3.11 python3 python; do \
			if "$$each" -c "$$ask" 2>/dev/null; then py="$$each"; break; fi; \
		done; \
		if [ -z "$$py" ]; then \
			echo "Newsdesk needs Python 3.11 or newer, and found none; name one: make run PYTHON=/path/to/python" >&2; \
			exit 1; \
		fi; \
	fi

.PHONY: help run setup setup-dev test browser-test lint types lock clean

help: ## List what can be made
	@grep -E '^[a-z-]+:.*## ' Makefile | sed 's/:.*## /	/'

run: setup ## Start the desk (PORT=8000 HOST=127.0.0.1); Ctrl-C stops it
	@exec $(VENV_PYTHON) -m newsdesk.supervisor run

setup: ## Prepare .venv and nothing else
	@$(FIND_PYTHON); exec "$$py" newsdesk/bootstrap.py

setup-dev:
	@$(FIND_PYTHON); exec "$$py" newsdesk/bootstrap.py --dev

test: setup-dev ## Run the tests (ARGS="tests/running -q" for some)
	@exec $(VENV_PYTHON) -m pytest $(ARGS)

browser-test: setup-dev ## Run the tests that drive a browser
	@exec $(VENV_PYTHON) -m pytest -m browser $(ARGS)

lint: setup-dev ## Check style, layering and missing migrations
	$(VENV_PYTHON) -m ruff check .
	$(VENV_PYTHON) -m ruff format --check .
	PYTHONPATH=. .venv/bin/python -c 'from importlinter.cli import lint_imports_command; lint_imports_command()'
	$(VENV_PYTHON) manage.py makemigrations --check --dry-run

types: setup-dev ## Check types
	$(VENV_PYTHON) -m mypy

lock: ## Pin requirements again from the .in files (needs uv)
	@command -v uv >/dev/null || { echo "make lock needs uv: https://docs.astral.sh/uv/" >&2; exit 1; }
	uv pip compile --universal --python-version 3.11 --upgrade \
		--custom-compile-command "make lock" requirements.in --output-file requirements.txt
	uv pip compile --universal --python-version 3.11 --upgrade \
		--custom-compile-command "make lock" requirements-dev.in --output-file requirements-dev.txt

clean: ## Remove .venv and caches; var/, where the data is, stays
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -not -path './var/*' -prune -exec rm -rf {} +
