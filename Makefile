# Every target sets itself up: a machine needs python3 (3.11 to 3.13, with its headers and venv), gcc and make, nothing else.
#   make demo ARGS=--once    the whole story in a small town, over real HTTP
#   make two-cities          a province and two cities as processes of their own, and what passes between them
#   make test                every check and every test, on real PostgreSQL and Redis, without root
#   make test-pages          the pages in a real Chromium, which it installs: every journey, in both languages, with and without scripts
#   make screenshots         takes the pictures in docs/screenshots/ anew
#   make check               only style, types, imports and house rules
#   make test-deploy         the files in deploy/ with Debian's own nginx and systemd-analyze (installed by apt if they are not here)
#   make soak                what takes long: 100,000 spoiled texts (CREDITPLUS_FUZZ_TEXTS says how many in any run), and the
#                            laws in new random towns (CREDITPLUS_LAWS_SEARCH) instead of the same ones as ever
#   make bench               measures, and writes docs/benchmarks.md; it needs wrk (apt-get install wrk)
#   make lock                writes the lock files anew from pyproject.toml
# ARGS is passed on: make test ARGS='tests/tools -x'
# CORES says on how many cores the tests run at once: make test CORES=0 is one after the other

PYTHON ?= python3
ARGS ?=
CORES ?= 2
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

# The rule engine's C code still calls a function that Python 3.13 dropped; its successor takes the same arguments. The engine's
# own setup overwrites CFLAGS, so the new name goes in through CPPFLAGS. On 3.11 and 3.12 the two names mean the same.
export CPPFLAGS += -DPyEval_CallObject=PyObject_CallObject

# Compiled files are kept, whatever the machine says: the tests start hundreds of processes, and each would compile everything anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo two-cities test test-deploy debian test-pages screenshots soak check bench lock clean
.DELETE_ON_ERROR:

demo: .venv/runtime
	@$(BIN)/creditplus demo $(ARGS)

two-cities: .venv/runtime
	@$(BIN)/python examples/two-cities

test: check
	@$(BIN)/python -m pytest -n $(CORES) --dist loadfile --ignore=tests/house $(ARGS)

test-deploy: .venv/ready debian
	@$(BIN)/python -m pytest -q tests/soak/behind_nginx.py $(ARGS)

# What a deployment has from Debian.
debian:
	@for program in nginx systemd-analyze; do PATH=$$PATH:/usr/sbin command -v $$program > /dev/null || missing=1; done; \
	ls /usr/lib/*/faketime/libfaketimeMT.so.1 > /dev/null 2>&1 || missing=1; \
	if [ -n "$$missing" ]; then apt-get update --quiet --quiet && apt-get install --yes --quiet nginx-light systemd libfaketime; fi

test-pages: .venv/browser
	@$(BIN)/python -m pytest -q -n $(CORES) --dist worksteal tests/browser $(ARGS)

screenshots: .venv/browser
	@$(BIN)/python -m tests.browser.screenshots $(ARGS)

# What takes long: 100,000 spoiled texts are read, the laws meet rulebooks and towns that they have never seen, a Spark cluster loses
# an executor, and the service is attacked (docs/reliability.md; as root, with Debian's libfaketime and nginx).
soak: .venv/ready debian
	@CREDITPLUS_FUZZ_TEXTS=100000 $(BIN)/python -m pytest -q --timeout=3600 tests/laws/test_texts_fuzz.py $(ARGS)
	@CREDITPLUS_LAWS_SEARCH=1 CREDITPLUS_LAWS_RULEBOOKS=600 $(BIN)/python -m pytest -q --timeout=7200 tests/laws --ignore=tests/laws/test_texts_fuzz.py $(ARGS)
	@$(BIN)/python -m pytest -q --timeout=7200 $(filter-out %/__init__.py %/conftest.py,$(wildcard tests/soak/*.py)) $(ARGS)

check: .venv/ready
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python -m pytest -q tests/house

# The load comes from wrk of Debian, which must be there; what others offer is installed apart, with its versions, below build/.
bench: .venv/ready build/yard/ready
	@$(BIN)/python -m tests.bench $(ARGS)

build/yard/ready: tests/yard/requirements.txt
	@$(PYTHON) -m venv build/yard
	@build/yard/bin/python -m pip install --quiet --disable-pip-version-check -r tests/yard/requirements.txt
	@touch $@

# What a county runs: no test packages. Hashes are checked; setuptools comes first because the rule engine is built from source.
.venv/runtime: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if (3, 11) <= sys.version_info < (3, 14) else 1)' || \
	{ echo "Credit+ needs Python 3.11, 3.12 or 3.13, and '$(PYTHON)' is $$($(PYTHON) -V 2>&1); say which one to use: make PYTHON=python3.12"; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "installing into .venv (once)"
	@sed -n '/^setuptools==/,/[^\\]$$/p' requirements.lock > .venv/setuptools.lock
	@$(PIP) install --quiet --require-hashes --no-deps -r .venv/setuptools.lock
	@$(PIP) install --quiet --require-hashes --no-build-isolation --use-pep517 -r requirements.lock
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@$(BIN)/python -c 'import durable_rules_engine' || \
	{ echo "an old build of the rule engine came from pip's cache; remove it: $(PIP) cache remove durable_rules && rm -r .venv"; exit 2; }
	@touch $@

.venv/ready: .venv/runtime requirements-dev.lock
	@$(PIP) install --quiet --require-hashes --no-build-isolation --use-pep517 -r requirements-dev.lock
	@touch $@

# Debian's Chromium and a Chinese font, where apt is at hand and may install them; anywhere else the browser that Playwright brings.
# The headless shell is the same browser without a window, and much lighter.
APT := DEBIAN_FRONTEND=noninteractive apt-get -qq -o Acquire::Retries=3 install -y --no-install-recommends
.venv/browser: .venv/ready
	@{ chromium-headless-shell --version || chromium --version; } > /dev/null 2>&1 && fc-list :lang=zh 2> /dev/null | grep -q . || \
	{ echo "installing a browser (once)" && test "$$(id -u)" = 0 && { apt-get -qq -o Acquire::Retries=3 update || true; } && \
		$(APT) fontconfig fonts-noto-cjk > /dev/null && \
		{ $(APT) chromium-headless-shell > /dev/null 2>&1 || $(APT) chromium > /dev/null; }; } || \
	$(BIN)/playwright install chromium || \
	{ echo "There is no browser, and none could be fetched. Install chromium and fonts-noto-cjk, then run this again."; exit 1; }
	@touch $@

# The lock files carry hashes and no addresses, and hold for every platform and Python that the project supports.
lock:
	@$(PYTHON) -m venv build/lock
	@build/lock/bin/python -m pip install --quiet --disable-pip-version-check uv
	@echo setuptools > build/lock/build.in
	@build/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header $(ARGS) \
		pyproject.toml build/lock/build.in -o requirements.lock
	@build/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header $(ARGS) \
		--extra test --extra spark --extra telemetry -c requirements.lock pyproject.toml build/lock/build.in -o requirements-dev.lock

clean:
	@rm -rf .venv build
