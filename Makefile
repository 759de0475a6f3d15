# Two commands: `make crawl` (LIVE=1: the live site) and `make test`. Both set up what they need.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# a folder of its own: exports and reads of data/articles/*.jsonl take whatever sites lie there
SOURCE := -a site=sample -a archive=data/sample.warc.gz -d data/sample

.PHONY: crawl test crash monitors hostile fuzz fuzz-guided clean

crawl: $(VENV)/.ready
	$(BIN)/wangcheng crawl $(if $(LIVE),,$(SOURCE))

test: $(VENV)/.ready-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q -n auto --dist loadfile

# The long form of the crash tests: KILLS kills of whole crawls, drawn from SEED, and the full sweep.
crash: $(VENV)/.ready-test
	KILLS=$(or $(KILLS),300) SEED=$(or $(SEED),1) $(BIN)/python -m pytest -q -rP tests/crash

# The long form of the false-alarm test: every run of every portal, drawn from SEEDS seeds.
monitors: $(VENV)/.ready-test
	SEEDS=$(or $(SEEDS),20) STEP=1 $(BIN)/python -m pytest -q tests/test_monitors.py

# The long form of the hostile tests: every body in every way, every robots.txt, every pattern.
hostile: $(VENV)/.ready-test
	HOSTILE=1 $(BIN)/python -m pytest -q -rP tests/hostile

# MINUTES of fuzzing for each of the targets, or for TARGETS; finds go to tests/fuzz/new.
fuzz: $(VENV)/.ready-test
	PYTHONPATH=tests $(BIN)/python -m fuzz.run $(or $(MINUTES),30) $(or $(SEED),1) $(TARGETS)

# The same steered by coverage; atheris has wheels for Linux, CPython 3.11 to 3.14.
fuzz-guided: $(VENV)/.ready-test
	$(PIP) install --require-hashes -r requirements-fuzz.lock
	PYTHONPATH=tests $(BIN)/python -m fuzz.guided $(or $(MINUTES),30) $(or $(SEED),1) $(TARGETS)

# The pip that comes with Python may be too old for a lock with extras: bring a recent one first.
$(VENV)/.installer: installer.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, $(PYTHON) is %d.%d: make PYTHON=…" % sys.version_info[:2])'
	$(PYTHON) -m venv --clear $(VENV)
	$(PIP) install --require-hashes -r installer.lock
	touch $@

$(VENV)/.ready: $(VENV)/.installer requirements.lock pyproject.toml
	$(PIP) install --require-hashes -r requirements.lock
	PYTHONWARNINGS=ignore $(PIP) install --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/.ready-test: $(VENV)/.ready requirements-test.lock
	$(PIP) install --require-hashes -r requirements-test.lock
	touch $@

clean:
	rm -rf $(VENV) build *.egg-info
