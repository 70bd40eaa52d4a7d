# `make` alone prints what can be done. Every target installs what it needs by itself.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

VENV_PYTHON := .venv/bin/python
AFTERSALES := $(VENV_PYTHON) -m services.cli
RUNTIME := .venv/.runtime-installed
DEVELOPMENT := .venv/.development-installed
COMPILE := .venv/bin/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" --quiet

.PHONY: help
help:
	@awk '/^#: /{printf "\n%s\n", substr($$0, 4)} /^[a-z-]+:.*## /{split($$0, part, ":.*## "); printf "  %-12s %s\n", part[1], part[2]}' Makefile
	@echo

# --- set-up -------------------------------------------------------------------------------------------------------

.venv/bin/python:
	@tools/make_environment.sh

$(RUNTIME): requirements.lock tools/make_environment.sh | .venv/bin/python
	@tools/make_environment.sh requirements.lock
	@touch $@

$(DEVELOPMENT): requirements-dev.lock tools/make_environment.sh | .venv/bin/python
	@tools/make_environment.sh requirements-dev.lock
	@touch $@

#: Start
.PHONY: up down demo replay
up: $(RUNTIME) ## run all five services here, with their own PostgreSQL, on one port
	@$(AFTERSALES) up

down: $(RUNTIME) ## stop what `make up` started
	@$(AFTERSALES) down

demo: $(RUNTIME) ## play one ticket's whole life through the public API
	@$(AFTERSALES) demo

replay: $(RUNTIME) ## send a month of real calls as tickets, with a simulated clock (others: make replay file=calls.csv)
	@$(AFTERSALES) replay $(file)

#: Kafka
.PHONY: kafka kafka-down topics up-kafka replay-kafka
kafka: $(RUNTIME) ## start a real Kafka here, from Python packages alone, with all topics
	@$(AFTERSALES) kafka up

kafka-down: $(RUNTIME) ## stop it
	@$(AFTERSALES) kafka down

topics: $(RUNTIME) ## create the topics that are missing on KAFKA_BOOTSTRAP_SERVERS
	@$(AFTERSALES) topics apply

up-kafka: $(RUNTIME) ## run PostgreSQL, Kafka and the five services, each in a process of its own
	@$(AFTERSALES) kafka five

replay-kafka: $(RUNTIME) ## the replay over those five processes; then: cmp data/replay/final-state.jsonl data/replay-kafka/final-state.jsonl
	@$(AFTERSALES) replay --kafka $(file)

#: Every day
.PHONY: test fix check
test: $(DEVELOPMENT) ## run all tests (only some: make test only=tests/unit)
	@$(VENV_PYTHON) -m pytest $(only)

fix: $(DEVELOPMENT) ## format, and repair what can be repaired automatically
	@.venv/bin/ruff check --fix --quiet . || true
	@.venv/bin/ruff format --quiet .

check: $(DEVELOPMENT) ## format, lint, types, import contracts, compatibility of events, generated documents
	@$(VENV_PYTHON) -m tools.check

#: Deeper
.PHONY: bench chaos
bench: $(DEVELOPMENT) ## measure: tickets beside a bare handler, backbone, memory, Kafka (one: make bench only=tickets)
	@$(VENV_PYTHON) -m tools.bench $(only)

chaos: $(DEVELOPMENT) ## kill, pause and repeat things while they work
	@$(VENV_PYTHON) -m pytest tests/e2e/test_kill.py tests/integration/messaging

#: Documents
.PHONY: docs docs-check
docs: $(DEVELOPMENT) ## write docs/generated, the service cards and .env.example anew
	@$(VENV_PYTHON) -m tools.event_examples >/dev/null
	@$(VENV_PYTHON) -m tools.generate_documents

docs-check: $(DEVELOPMENT) ## fail when a generated document is not what the code says
	@$(VENV_PYTHON) -m tools.generate_documents --check

#: Change
.PHONY: migration adr lock
migration: $(DEVELOPMENT) ## a new migration from tables/: make migration service=dispatch title="add duty hours"
	@$(VENV_PYTHON) -m tools.new_migration $(service) "$(title)"

adr: $(DEVELOPMENT) ## a new decision record: make adr title="One project, one lock"
	@$(VENV_PYTHON) -m tools.new_decision "$(title)"

lock: $(DEVELOPMENT) ## pin every dependency anew, with hashes and without addresses (upgrade=--upgrade for newer ones)
	@$(COMPILE) $(upgrade) --extra embedded -o requirements.lock
	@$(COMPILE) $(upgrade) --extra embedded --extra dev -c requirements.lock -o requirements-dev.lock
	@$(COMPILE) -c requirements.lock -o requirements-service.lock

#: Look
.PHONY: psql follow token
psql: $(RUNTIME) ## SQL on the running system: make psql service=dispatch
	@$(AFTERSALES) psql $(service)

follow: $(RUNTIME) ## all that happened to one ticket, across the five services: make follow ticket=SH20261123-0042
	@$(AFTERSALES) follow $(ticket)

token: $(RUNTIME) ## a token for local use: make token role=specialist
	@$(AFTERSALES) token --role $(role)
