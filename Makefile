PYTHON ?= python3
VENV := .venv
GEN := $(VENV)/bin/gen
STAMP := $(VENV)/.installed

.PHONY: demo test check bench golden clean

$(STAMP): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	touch $@

# The main job, end to end: rows of every task type in both languages, proved, audited, shown.
demo: $(STAMP)
	$(GEN) rag -n 2000 --seed 7 --lang zh,en -o demo/rag.jsonl
	$(GEN) validate demo/rag.jsonl
	$(GEN) audit demo/rag.jsonl
	$(GEN) show demo/rag.jsonl --random 4 --seed 1
	@echo "2,000 rows lie in demo/rag.jsonl; what was refused and why, in demo/rag.rejects.jsonl"

test: $(STAMP)
	$(VENV)/bin/python -m pytest

check: $(STAMP)
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(GEN) lint-library
	$(VENV)/bin/python -m pytest

bench: $(STAMP)
	$(VENV)/bin/python -m benchmarks.rag

# Regenerate the golden rows after a wanted change of behaviour; read the difference before committing it.
golden: $(STAMP)
	$(VENV)/bin/python -m tests.golden

clean:
	rm -rf $(VENV) demo
