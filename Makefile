# Every target makes what it needs and is safe to repeat.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
# One more than there are cores: a test that waits for its processes leaves one idle.
WORKERS ?= $(shell $(PYTHON) -c 'import os; print((os.cpu_count() or 1) + 1)')
QUICK := $(addprefix tests/,core jobs session fixing problems syntax learning gates outcomes cli)

.DEFAULT_GOAL := help

help:  ## Show what there is
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 14

$(STAMP): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Amends needs Python 3.11 or newer; say which: make PYTHON=python3.12")'
	@$(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable . --group dev
	@$(BIN)/python -m compileall -q server  # as pip does for all but editable packages: less to do at each start
	@touch $@

setup: $(STAMP)  ## Make the virtual environment with Amends in it

demo: $(STAMP)  ## Show the whole loop on a bundled project; no key, no network model
	@$(BIN)/amends demo

test: $(STAMP)  ## Run the tests (under 5 minutes)
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -m "not e2e and not slow"

test-slow: $(STAMP)  ## Run the tests that take long: more editors, more verdicts, every example of the pages
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -m "slow and not e2e"

test-pythons:  ## Run the quick tests on the other Pythons that are found here
	@for version in 3.12 3.13; do \
	  python=; for found in python$$version $$HOME/.pyenv/versions/$$version*/bin/python; do \
	    "$$found" -c 'import sys' 2>/dev/null && python=$$found && break; done; \
	  if test -z "$$python"; then echo "Python $$version is not installed: not tested"; continue; fi; \
	  echo "Python $$version"; \
	  test -e .venvs/$$version/.installed || { "$$python" -m venv --clear .venvs/$$version && \
	    .venvs/$$version/bin/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1" && \
	    .venvs/$$version/bin/python -m pip install --quiet --disable-pip-version-check --editable . --group dev && \
	    touch .venvs/$$version/.installed; } || exit 1; \
	  .venvs/$$version/bin/python -m pytest -q -n $(WORKERS) -m "not slow" $(QUICK) || exit 1; \
	done

lint: $(STAMP)  ## Check style, types and the direction of imports
	@$(BIN)/ruff check server tests bench
	@$(BIN)/ruff format --check server tests bench
	@$(BIN)/mypy
	@$(BIN)/lint-imports

lint-vscode:  ## Check the VS Code extension: types, style, unit tests
	@cd client-vscode && scripts/packages.sh && npm run --silent check

vsix: $(STAMP)  ## Build the VS Code extension with the server's wheel in it
	@PATH="$(CURDIR)/$(BIN):$$PATH" client-vscode/make_vsix.sh

node-tools:  ## Install the checkers from npm that some tests run
	@for folder in tests/node tests/node/tsserver; do \
	  (cd $$folder && npm install --no-package-lock --no-audit --no-fund --loglevel=error) || exit 1; done

vsix-offline: $(STAMP)  ## The same with all its packages, for machines without a network (linux-x64)
	@PATH="$(CURDIR)/$(BIN):$$PATH" client-vscode/make_vsix.sh --offline

e2e: $(STAMP) vsix  ## Drive real Neovim and real VS Code (installs both)
	@tests/e2e/install_editors.sh
	@AMENDS_VSIX=$(CURDIR)/client-vscode/amends.vsix $(BIN)/python -m pytest tests/e2e -m e2e

bench: $(STAMP)  ## Measure against an empty server and the bare tools
	@$(BIN)/python bench/run.py; first=$$?; $(BIN)/python bench/scale.py && exit $$first

soak: $(STAMP)  ## Run the long suites whole (hours, needs the package index; SCORE= and EVENTS= for the replay)
	@$(BIN)/python bench/mutants.py --work artefacts/soak/mutants --each 34
	@for suite in shadow warm scale run; do $(BIN)/python bench/$$suite.py || exit 1; done
	@test -z "$(SCORE)" || $(BIN)/python bench/replay/run.py $(SCORE) $(EVENTS) artefacts/soak/replay --results bench/results
	@test -z "$(SCORE)" || $(BIN)/python bench/replay/hostile.py $(SCORE) $(EVENTS)

clean:  ## Remove what the other targets made
	@rm -rf $(VENV) .venvs dist build artefacts client-vscode/node_modules client-vscode/dist client-vscode/bundled client-vscode/out client-vscode/*.vsix

.PHONY: help setup demo node-tools test test-slow test-pythons lint lint-vscode vsix vsix-offline e2e bench soak clean
