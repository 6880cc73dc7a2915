# Every target works in an empty clone: the first run sets up what is missing.
PYTHON3 ?= $(shell command -v python3 || command -v python3.13 || command -v python3.12 || command -v python3.11)
PY := .venv/bin/python
STACK := $(PY) -m scripts.stack
# For targets that have nothing to do in a clone where nothing was ever started.
IF_SET_UP := [ -e .venv/.installed ] || { echo "Nothing is set up here yet: make up"; exit 1; };

.DEFAULT_GOAL := help
.PHONY: help demo up down status logs reindex reconcile outbox test prove eval bench bench-embedder bench-scale fuzz replay-bursts schemathesis check clean bootstrap

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: bootstrap ## Start everything, load examples and search them
	@$(STACK) demo

up: bootstrap ## Start everything and wait until it serves
	@$(STACK) up

down: ## Stop everything; data stays
	@if [ -e .venv/.installed ]; then $(STACK) down; else echo "Nothing runs: nothing is set up here."; fi

status: ## Show what runs and where
	@$(IF_SET_UP) $(STACK) status

logs: ## Follow the logs of all programs, or of one: P=worker
	@$(IF_SET_UP) $(STACK) logs $(P)

reindex: bootstrap ## Build the search index anew from the database
	@$(STACK) run $(PY) -m scripts.index rebuild

reconcile: bootstrap ## Compare every trace with its documents and mend what differs
	@$(STACK) run $(PY) -m scripts.index reconcile

outbox: bootstrap ## Show work that was set aside, or try it again: ARGS=retry
	@$(STACK) run $(PY) -m scripts.outbox $(or $(ARGS),list)

test: bootstrap ## Run the tests against a stack of their own; for pytest: ARGS="-k votes"
	@$(STACK) test -- $(ARGS)

prove: bootstrap ## Run the proofs of the seed traces; for some: ARGS="git python/late-binding-closure"
	@$(PY) -m scripts.library prove $(ARGS)

eval: bootstrap ## Measure what the search finds, by sets of questions; for example ARGS="--sets seeds-plain"
	@$(PY) -m scripts.evaluation $(ARGS)

bench-embedder: bootstrap ## Measure the local embedder by precision, threads and size of a run
	@$(PY) -m scripts.bench.embedder

bench: bootstrap ## Measure latencies and rates on a stack of its own; for example ARGS="--quick"
	@$(PY) -m scripts.bench $(ARGS)

fuzz: bootstrap ## Send 20,000 malformed messages to the MCP server; for example ARGS="--seed 7"
	@$(PY) -m scripts.fuzz $(ARGS)

replay-bursts: bootstrap ## Replay how coding agents call against each plan: nothing refused wrongly, nothing allowed beyond
	@$(PY) -m scripts.replay_bursts

schemathesis: bootstrap ## Try 10,000 cases against the API's description; for example ARGS="--seed 7"
	@$(PY) -m scripts.conformance $(ARGS)

bench-scale: bootstrap ## Measure search among 100,000 traces, beside pgvector; needs EVAL_DATA_DIR
	@$(PY) -m scripts.bench.scale $(ARGS)

check: bootstrap ## Check format, style, types, layers and the seed library
	@$(PY) -m ruff format --check .
	@$(PY) -m ruff check .
	@$(PY) -m mypy
	@.venv/bin/lint-imports
	@$(PY) -m scripts.library check

clean: ## Stop everything and remove all that was made here, data included
	@if [ -e .venv/.installed ]; then $(STACK) clean; fi
	@rm -rf .venv .local .mypy_cache .ruff_cache .hypothesis .import_linter_cache

bootstrap:
	@if [ -z "$(PYTHON3)" ]; then echo "CommonTrace needs Python 3.11 or newer; no python3 was found." >&2; exit 1; fi
	@$(PYTHON3) scripts/bootstrap.py
