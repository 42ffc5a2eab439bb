# Everything one does with Dougong, by name. `make help` lists it.

PYTHON ?= python3
PY     := .venv/bin/python
JOBS   ?= 2

VENDOR  := ui/static/vendor/LICENCES.txt
SCREENS := $(shell find ui/templates ui/static platform/dougong/web metadata -path ui/static/vendor -prune -o -type f \
             \( -name '*.html' -o -name '*.js' -o -name '*.py' -o -name '*.yaml' \) -print 2>/dev/null)

# Every command is a process of its own: compiled once and kept, or each one compiles all of Dougong before it begins.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run run-cluster test check lint types floors unit bench faults wheel golden soak shots clean
.DEFAULT_GOAL := help

help:                ## list these targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: .venv/installed $(VENDOR)   ## install, apply the packs, fill in sample data, serve on 127.0.0.1:8000
	@$(PY) -m dougong init --company
	@$(PY) -m dougong serve

run-cluster: .venv/dev $(VENDOR)   ## PostgreSQL, Redis, two servers and two workers, all gone at Ctrl C
	@sh .ci/redis
	@$(PY) -m tests.cluster

test: .venv/dev $(VENDOR)        ## everything: lint, types, floors, all tests on both databases, browsers
	@sh .ci/screen
	@sh .ci/redis
	@$(MAKE) --no-print-directory lint types floors
	$(PY) -m pytest -n $(JOBS) --dist loadgroup

check: lint types floors unit    ## the quick part of it, in less than two minutes

lint: .venv/dev
	.venv/bin/ruff check .

types: .venv/dev
	.venv/bin/mypy platform/dougong $(wildcard plugins/*/)

floors: .venv/dev
	.venv/bin/lint-imports --no-logo

unit: .venv/dev
	$(PY) -m pytest -q -n $(JOBS) -m "not slow and not browser" tests/unit tests/house

bench: .venv/dev $(VENDOR)       ## ours against a server written by hand
	$(PY) -m tests.bench

faults: .venv/dev $(VENDOR)      ## plant each bug of tests/faults in a copy; its test has to fail
	$(PY) -m tests.faults.run

soak: .venv/dev $(VENDOR)        ## constant traffic while definitions change
	$(PY) -m tests.soak

shots: .venv/dev $(VENDOR)       ## screenshots of the screens into tests/browser/shots
	@sh .ci/screen
	$(PY) -m tests.browser.shots

golden: .venv/dev                ## write the golden files anew; read the diff before you commit it
	$(PY) -m pytest -q tests/golden tests/house/test_trace.py --golden-update

wheel: .venv/dev $(VENDOR)       ## dist/: the source archive and the wheel made from it
	@rm -rf dist
	$(PY) -m build

clean:               ## forget the environment and what was built, keep the data in var/
	rm -rf .venv ui/node_modules ui/static/vendor dist build

# -- what the targets stand on; each file is newer than what it was made from --

.venv/made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11 ..."; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || sh .ci/apt python3-venv
	@echo "making .venv"
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/installed: .venv/made pyproject.toml
	@echo "installing Dougong and what it needs"
	@$(PY) -m pip install -q --disable-pip-version-check -e .
	@touch $@

.venv/dev: .venv/installed
	@echo "installing the tools for tests"
	@$(PY) -m pip install -q --disable-pip-version-check -e '.[dev]'
	@touch $@

ui/node_modules/.package-lock.json: ui/package-lock.json | .venv/made
	@echo "fetching the browser libraries"
	@cd ui && sh ../.ci/node npm ci --ignore-scripts --no-audit --no-fund --loglevel=error --update-notifier=false
	@touch $@

$(VENDOR): ui/node_modules/.package-lock.json ui/build.mjs ui/icons.txt $(SCREENS)
	@cd ui && sh ../.ci/node node build.mjs >/dev/null
