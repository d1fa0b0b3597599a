PYTHON ?= python3
BIN := .venv/bin

.PHONY: start test lint eval ablation learn bench bench-report model-eval clean

start: .venv/installed  ## install what is needed, build the index when it is stale, open the chat
	@$(BIN)/python ui.py

test: .venv/installed-dev  ## lint, types and every test
	@sh .ci/browser
	@sh .ci/tesseract
	@$(MAKE) --no-print-directory lint
	@$(BIN)/python -m pytest

lint: .venv/installed-dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

eval: .venv/installed-dev  ## known answers against the baseline; fails when something got worse
	@$(BIN)/python -m evals

ablation: .venv/installed-dev  ## what each part of the engine brings
	@$(BIN)/python -m evals.ablation

learn: .venv/installed-dev  ## learn the engine's weights on the dev questions
	@$(BIN)/python -m evals.learn

LAWS ?= none
bench: .venv/installed-dev  ## speed beside named peers; LAWS=file with paragraphs of law for scale
	@$(BIN)/python -m evals.bench letter growth --most 100000
	@$(if $(filter-out none,$(LAWS)),$(BIN)/python -m evals.bench sync laws --laws $(LAWS))
	@$(MAKE) --no-print-directory bench-report

bench-report: .venv/installed-dev  ## one page of what `make bench` measured
	@$(BIN)/python -m evals.bench report

clean:  ## drop everything that can be made again
	rm -rf .venv index/current index/snapshots index/models index/lock

.venv/installed: pyproject.toml constraints.txt
	@test -d .venv || $(PYTHON) -m venv .venv
	@echo "installing (once; a few minutes)"
	@$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable .
	@touch $@

.venv/installed-dev: .venv/installed
	@echo "installing what the tests need (once)"
	@$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	@touch $@

EVAL ?= none
model-eval: .venv/installed-dev  ## the embedding model; EVAL=folder of Tatoeba and STSb
	@$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[train]'
	@$(BIN)/python -m models.train evaluate models/douane-minilm-nl $(if $(filter-out none,$(EVAL)),--sets $(EVAL))
	@$(BIN)/python -m evals.backends
