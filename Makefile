# Every target sets up what it needs; a second run finds it done. Without make: see "Without make" in README.md.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
UV ?= uv
COMPILE := $(UV) pip compile --quiet --no-config --generate-hashes --universal --fork-strategy fewest \
	--python-version 3.11 --no-header --no-annotate --no-emit-index-url --no-emit-find-links

.PHONY: setup setup-dev demo test lint bench screenshot schema pins clean

## The program in .venv, with the versions and hashes of constraints.txt
setup: $(VENV)/.ready

## The same with what tests and checks need
setup-dev: $(VENV)/.ready-dev

demo: setup
	@$(BIN)/khupho demo

test: setup-dev
	$(BIN)/python -m pytest -n auto

lint: setup-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

## Ours and its peers side by side; the peers are installed for it (300 MB)
bench: $(VENV)/.ready-bench
	$(BIN)/python -m benchmarks

## Takes the pictures in the README anew
screenshot: setup-dev
	KHUPHO_SCREENSHOTS=docs/images $(BIN)/python -m pytest tests/test_screenshot.py

## Renews the schema that editors use for knowledge/
schema: setup
	$(BIN)/khupho check --write-schema

## Chooses new versions; the only target that needs uv
pins:
	rm -f constraints.txt constraints-dev.txt constraints-bench.txt
	echo 'setuptools>=77' | $(COMPILE) --extra dev pyproject.toml - --output-file constraints-dev.txt
	echo 'setuptools>=77' | $(COMPILE) --constraint constraints-dev.txt pyproject.toml - --output-file constraints.txt
	echo 'setuptools>=77' | $(COMPILE) --constraint constraints-dev.txt --extra bench pyproject.toml - --output-file constraints-bench.txt

clean:
	rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

$(VENV)/.ready: constraints.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; name it like this: make PYTHON=python3.11 $(MAKECMDGOALS)"; exit 1; }
	@echo "Setting up in $(VENV) (once; half a minute)"
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) --require-hashes -r constraints.txt
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.ready-dev: $(VENV)/.ready constraints-dev.txt
	@$(PIP) --require-hashes -r constraints-dev.txt
	@touch $@

$(VENV)/.ready-bench: $(VENV)/.ready-dev constraints-bench.txt
	@$(PIP) --require-hashes -r constraints-bench.txt
	@touch $@
