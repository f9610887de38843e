# Everything works on a clean clone with Python 3.11 or newer, make and the package registries.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt
DEMO := build/demo

.PHONY: demo test check lint types floors install dev pins clean

demo: install  ## index examples/coverage and answer two questions, one of which the coverage does not answer
	@$(BIN)/python examples/demo.py $(DEMO)

test: dev  ## the whole suite
	@$(BIN)/python -m pytest

check: lint types floors test  ## what CI does

lint: dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: dev
	@$(BIN)/mypy

floors: dev
	@$(BIN)/lint-imports --no-cache

install: $(VENV)/.installed
dev: $(VENV)/.installed-dev

$(BIN)/python:
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml constraints.txt | $(BIN)/python
	@echo "installing (a few minutes the first time) …" >&2
	@$(PIP) -e .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	@echo "installing what the tests need …" >&2
	@$(PIP) -e '.[dev]'
	@touch $@

pins: dev  ## write the versions that are installed now to constraints.txt
	@{ echo "# Exact versions of everything that is installed, read by every pip call of the Makefile."; \
	   echo "# Made by: make pins (after changing pyproject.toml)"; \
	   $(BIN)/pip freeze --exclude-editable | sed 's/+cpu$$//'; } > constraints.txt

clean:
	rm -rf $(VENV) build *.egg-info
