# Two commands set up all they need on a machine with Python >= 3.11 and make:
#   make demo [ARGS=--no-serve]     the story, then the chat page
#   make test                       every check
#   make train [ARGS=--validate]  the model of intents, from tests/replies
#   make bench [ARGS="--rounds 5"]  how fast, as ratios to what the same could do at best
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=
SHARED ?= ../shared

.PHONY: demo test check score train bench lock clean

demo: $(VENV)/.ready
	@$(BIN)/python -m bot.demo $(ARGS)

# As many processes as there are cores; ARGS="-n0 tests/…" runs in one, for a look into a few tests.
test: check
	@$(BIN)/python -m pytest --numprocesses auto --dist worksteal $(ARGS)

check: $(VENV)/.ready
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy

score: $(VENV)/.ready
	@$(BIN)/python -m tests.score $(SHARED)

# scikit-learn is needed here only: the trained model is shipped as a table and needs no library.
train: $(VENV)/.ready
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r tests/replies/train.lock
	@$(BIN)/python -m tests.replies.train $(ARGS)

bench: $(VENV)/.ready
	@$(BIN)/python -m tests.bench $(ARGS)

$(VENV)/.ready: requirements.lock pyproject.toml
	@echo "Setting up $(VENV) (once; a minute or two) ..."
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make $(MAKECMDGOALS) PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

# Needs uv; writes hashes for every platform and no address of a package index.
lock:
	uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-header --no-annotate -o requirements.lock
	uv pip compile tests/replies/train.in --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-header --no-annotate -o tests/replies/train.lock

clean:
	rm -rf $(VENV) demo-output test-output
