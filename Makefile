# Beyond making the environment each target is one line that works without make too.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
UV := $(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python
unexport PYTHONDONTWRITEBYTECODE

.PHONY: report test docs bench lock

report: $(READY)
	@$(BIN)/casereview demo --to reports

test: $(READY)
	@$(BIN)/casereview selftest

docs: $(READY)
	@$(BIN)/casereview docs --to docs/reference

bench: $(READY)
	@$(BIN)/python benchmarks/known.py

lock: $(READY)
	@$(BIN)/uv pip compile pyproject.toml --extra test --universal --python-version 3.11 --no-emit-index-url --no-emit-find-links --generate-hashes --no-header -o requirements.lock

# uv installs in seconds where pip takes minutes; where it is not to be had, pip reads the same lock.
# Both compile on install: without compiled files every later start takes seconds longer.
$(READY): requirements.lock requirements.bootstrap.lock pyproject.toml
	@echo "Making .venv from requirements.lock: once, a minute or so, and a few minutes where uv cannot be had"
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; (3, 11) <= v < (3, 14) or sys.exit(f"Python 3.11 to 3.13 is needed, and this is {v[0]}.{v[1]}. Name one that you have: make PYTHON=python3.12")'
	@$(PYTHON) -m venv .venv
	@$(PIP) --require-hashes --no-deps -r requirements.bootstrap.lock && $(UV) --require-hashes -r requirements.lock || $(PIP) --require-hashes --no-deps -r requirements.lock
	@$(UV) --no-deps -e . 2>/dev/null || $(PIP) --no-deps -e .
	@touch $@
