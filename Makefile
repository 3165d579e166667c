# Two commands on a fresh machine: `make monday` and `make test`. `make help` lists the rest.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
# Python compiles what it imports; to compile all that is installed takes longer than to install it. The pins are whole
# (`pip check` says so), so that nothing is left to be resolved.
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile
# dbt starts dozens of times: where Python may not keep what it compiled, each start compiles all of it anew.
export PYTHONDONTWRITEBYTECODE :=
export DBT_SEND_ANONYMOUS_USAGE_STATS := false
export DO_NOT_TRACK := 1
export GX_ANALYTICS_ENABLED := false

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev tableau metrics monday test lint python-test test-mondays test-people test-parts delta-test ladder slim-ci slim-ci-clean format lock reference clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

setup: $(VENV)/.ready ## install what `make monday` needs into .venv

setup-dev: $(VENV)/.ready-dev ## install lint and tests as well

monday: setup ## the demo retailer in, the last three Monday reports out
	@test -n "$$LUNDI_LANDING" || $(BIN)/lundi demo
	@$(BIN)/lundi replay --last 3 || { status=$$?; test $$status -eq 3 && echo "(3: done, and the lines above want somebody's eye)"; }

# Side by side: each keeps one core busy and waits at times; it tells what it has to say when it is done.
test: setup-dev ## lint, every test (dbt's own among them) and the Snowflake ladder
	@$(MAKE) --no-print-directory -j5 --output-sync=target test-mondays ladder test-people test-parts lint

# dbt reads the project once: sqlfluff finds it read where the same profile and target are named.
lint: setup-dev target/lint/profiles.yml ## ruff, dbt-bouncer, sqlfluff
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	LUNDI_WAREHOUSE=target/lint/warehouse $(BIN)/dbt --quiet parse --profiles-dir target/lint --target-path target/lint \
		--profile lundi --target dev
	$(BIN)/dbt-bouncer --config-file dbt-bouncer.yml
	LUNDI_WAREHOUSE=target/lint/warehouse $(BIN)/python tests/tools/quick_sqlfluff.py lint models tests

# What reads the same few Mondays, or the same few people, which are made once for all of them (and the published baskets,
# so that each takes as long); and all the rest.
MONDAYS := $(addprefix tests/python/,test_monday.py test_features.py test_project.py snowflake cost)
BASKETS := demo/test_complete_journey.py demo/test_published_baskets_report.py
PEOPLE := $(addprefix tests/python/,activation customer privacy $(BASKETS))

python-test: test-mondays test-people test-parts ## pytest: the command, the loading, the dbt build and its tests, the reports

test-mondays: setup-dev
	$(BIN)/python -m pytest $(MONDAYS)

test-people: setup-dev
	$(BIN)/python -m pytest $(PEOPLE)

test-parts: setup-dev
	$(BIN)/python -m pytest $(addprefix --ignore=,$(MONDAYS) $(PEOPLE))

tableau: setup ## install what `lundi extract` needs: Hyper is 90 MB
	$(INSTALL) -r requirements-tableau.txt
	$(BIN)/python -m pip check

metrics: setup ## install what `lundi metrics ask` and `mf` need
	$(INSTALL) -r requirements-metrics.txt
	$(BIN)/python -m pip check

# Its pandas is older than ours.
delta-test: setup-dev ## the official Delta Sharing client reads `lundi share serve`
	test -x target/delta/bin/python || { $(PYTHON) -m venv target/delta && \
		target/delta/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-delta.txt; }
	LUNDI_DELTA_PYTHON=$(CURDIR)/target/delta/bin/python $(BIN)/python -m pytest tests/python/share/test_delta_client.py

ladder: setup-dev ## what can be known about Snowflake without an account, rung by rung
	PYTHONPATH=tests/tools $(BIN)/python -m ladder $(WHOLE)

# What main's state holds is read from production; what reads direct identifiers is left to the ladder and to production.
BASE ?= origin/production
slim-ci: setup ## build what this commit changes against BASE on the account, in LUNDI_CI
	rm -rf target/slim && git worktree prune && git worktree add --force --detach target/slim/base $(BASE)
	cp target/slim/base/profiles.example.yml target/slim/base/profiles.yml
	cd target/slim/base && ../../../$(BIN)/dbt --quiet parse --target prod --target-path ../state
	LUNDI_SNOWFLAKE_WAREHOUSE=LUNDI_DEV LUNDI_SNOWFLAKE_REPORT_WAREHOUSE=LUNDI_DEV $(BIN)/dbt build --target ci \
		--select state:modified+ --exclude path:models/staging+1 path:models/sales+1 path:models/customer+1 \
		--defer --favor-state --state target/slim/state
	git worktree remove --force target/slim/base

slim-ci-clean: setup ## drop what slim-ci built for this change (LUNDI_SCHEMA_PREFIX)
	$(BIN)/dbt run-operation drop_change_schemas --target ci

format: setup-dev target/lint/profiles.yml ## let ruff and sqlfluff put the code in order
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	LUNDI_WAREHOUSE=target/lint/warehouse $(BIN)/sqlfluff fix models tests

# The linters compile the project: they need a profile and an empty raw database of their own.
target/lint/profiles.yml: profiles.example.yml | setup
	mkdir -p target/lint
	LUNDI_WAREHOUSE=target/lint/warehouse $(BIN)/lundi init
	cp profiles.example.yml $@

lock: ## pin requirements.in and requirements-dev.in anew (needs pip-tools)
	pip-compile --quiet --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --strip-extras --no-header \
		--allow-unsafe --output-file requirements.txt requirements.in
	pip-compile --quiet --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --strip-extras --no-header \
		--allow-unsafe --output-file requirements-dev.txt requirements-dev.in
	pip-compile --quiet --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --strip-extras --no-header \
		--allow-unsafe --output-file requirements-tableau.txt requirements-tableau.in
	pip-compile --quiet --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --strip-extras --no-header \
		--allow-unsafe --output-file requirements-metrics.txt requirements-metrics.in

reference: setup-dev ## remake the reference seeds from their packages
	$(BIN)/python -m lundi.reference.calendar seeds/calendar
	$(BIN)/python -m lundi.reference.customer_names seeds/customer
	$(BIN)/python -m lundi.reference.names scripts/lundi/demo/retailer/reference
	$(BIN)/python -m lundi.reference.towns scripts/lundi/demo/retailer/reference
	$(BIN)/python -m lundi.reference.store_towns scripts/lundi/demo/retailer/reference
	$(BIN)/python -m lundi.reference.postal_codes scripts/lundi/demo/retailer/reference/towns.parquet seeds/reference

clean: ## remove what was built, keep .venv
	rm -rf target logs warehouse out landing landing_truth

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || \
		{ echo "Lundi needs Python 3.11; name it with: make PYTHON=/path/to/python3.11 ..." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "this Python cannot make environments: install the package python3.11-venv" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.ready: $(VENV)/bin/python requirements.txt pyproject.toml
	$(INSTALL) --no-deps -r requirements.txt
	$(INSTALL) --no-build-isolation --no-deps --editable .
	$(BIN)/python -m pip check
	@test -f profiles.yml || cp profiles.example.yml profiles.yml
	$(BIN)/lundi init
	@touch $@

$(VENV)/.ready-dev: $(VENV)/.ready requirements-dev.txt
	$(INSTALL) --no-deps -r requirements-dev.txt
	$(BIN)/python -m pip check
	@touch $@
