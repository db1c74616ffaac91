# The two commands: `make run` and `make test`. `make help` lists the rest.
PYTHON ?= python3
PY := .venv/bin/python
export PYTHONDONTWRITEBYTECODE =
.DEFAULT_GOAL := help
.PHONY: help run test check bench openapi words house lock format clean install install-dev

help: ## show this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-9s %s\n", $$1, $$2}'

install:
	@$(PYTHON) scripts/bootstrap.py run

install-dev:
	@$(PYTHON) scripts/bootstrap.py test

run: install ## start Heng on port $PORT (8000), with a database of its own unless DATABASE_URL is set
	@$(PY) manage.py serve

test: install-dev ## run every test, with a database of its own
	@$(PY) -m pytest -n 2 --dist worksteal

check: install-dev ## format, lint, types, floors, migrations, API contract, words
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy
	.venv/bin/lint-imports
	$(PY) manage.py makemigrations --check --dry-run
	$(PY) manage.py openapi --check
	$(PY) scripts/messages.py check

bench: install-dev ## measure Heng against the floor of the same work
	@$(PY) -m bench

openapi: install ## write openapi/openapi.json from the code
	@$(PY) manage.py openapi

words: install-dev ## gather the words on screen into the English catalogue, to be translated there
	@$(PY) scripts/messages.py update

house: install ## print rooms, documents, states, verbs, permissions and events
	@$(PY) manage.py house

lock: install-dev ## resolve requirements/*.in into locks with hashes
	.venv/.uv/bin/uv pip compile -q --python-version 3.11 --generate-hashes requirements/base.in -o requirements/base.lock
	.venv/.uv/bin/uv pip compile -q --python-version 3.11 --generate-hashes requirements/dev.in -o requirements/dev.lock
	.venv/.uv/bin/uv pip compile -q --python-version 3.11 --generate-hashes requirements/uv.in -o requirements/uv.lock

format: install-dev ## format and mend what can be mended
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix .

clean: ## remove what can be made again; the data in var/ stays
	rm -rf .venv .mypy_cache .ruff_cache .import_linter_cache .hypothesis .pytest_cache var/static var/postgres-test
	find backend tests scripts -name __pycache__ -type d -prune -exec rm -rf {} +
