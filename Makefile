# The habits of developers. The README's two commands, bin/run and bin/test, need none of this.
BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest -q
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header

.DEFAULT_GOAL := help
.PHONY: help run test test-peers check fix docs translations screenshots bench coverage sure lock

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  \1\t\2/' | expand -t 18

run: ## Install, load the demo and serve it
	bin/run

test: ## The whole suite, as in the README
	bin/test

test-peers: $(BIN) ## The suite against real counterparts, started on loopback
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/peers.txt
	$(PYTEST) -m peers tests/peers

check: $(BIN) ## Style, types, imports, security, templates
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/bandit --quiet --recursive --configfile pyproject.toml src
	$(BIN)/djlint --quiet --lint src/portevoix/templates

fix: $(BIN) ## Mend what the tools can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(BIN) ## Compare the book with the code it describes
	$(PYTEST) tests/house/test_book.py

translations: $(BIN) ## Bring the French catalogue up to date with the code, and compile it
	$(BIN)/python bin/translations
	$(BIN)/python bin/translations --compile

screenshots: $(BIN) ## Take the pictures of docs/ again
	PORTEVOIX_SCREENSHOTS=docs/images $(PYTEST) -m journey tests/journeys

bench: $(BIN) ## Every bench, small
	@for file in bench/[a-z]*.py; do \
		name=$$(basename $$file .py); echo "bench.$$name"; \
		$(BIN)/python -m bench.$$name --small || exit 1; \
	done

sure: check ## Everything that must be green before a commit
	$(BIN)/python bin/translations --compile
	$(PYTEST) -n 2 -m "not peers and not journey"

coverage: $(BIN) ## Say which branches of rules and actions no test tries
	$(PYTEST) -n 2 -m "not peers and not journey" --cov --cov-report=
	$(BIN)/coverage report --include='*/rules/*,*/rules.py,*/actions/*,*/actions.py' --fail-under=100

lock: $(BIN) ## Lock the requirements again, with hashes and without addresses
	for group in bootstrap runtime dev embeddings peers; do \
		$(LOCK) requirements/$$group.in -o requirements/$$group.txt || exit 1; \
	done

$(BIN):
	bin/install dev
