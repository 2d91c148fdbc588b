# The whole course needs Python 3.11 or newer and make. Everything is installed into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

# Jupyter refuses to run as root (as in a container) without this flag.
ROOT_FLAG := $(if $(filter 0,$(shell id -u)),--allow-root)
NO_BROWSER := $(if $(filter none,$(BROWSER)),--no-browser)
# How many learners the load test sends to the hub.
LEARNERS ?= 30
# Programs for Node.js, which comes with the hub's packages. Each is installed only if it is missing.
NPM_INSTALL = $(BIN)/npm install --global --prefix $(VENV) --no-fund --no-audit --loglevel=error
PROXY = test -e $(BIN)/configurable-http-proxy || $(NPM_INSTALL) 'configurable-http-proxy@^5'
TSC = test -e $(BIN)/tsc || $(NPM_INSTALL) 'typescript@^7'
AXE = test -e $(VENV)/lib/node_modules/axe-core || $(NPM_INSTALL) 'axe-core@^4'
# The Python of a browser.
PYODIDE = $(VENV)/share/pyodide
FETCH_PYODIDE = $(BIN)/python -m tools.pyodide $(PYODIDE)
# Two files of tests at a time, in their order: the longest, in the browser, come early.
TWO_AT_ONCE := -n 2 --dist loadfile --no-loadscope-reorder
# The tests keep their own progress, never a learner's.
SCRATCH_PROGRESS := export BACKPROP_PROGRESS="$$(mktemp -d)/progress.json"

# Two pips must not write to one environment at once.
.NOTPARALLEL:
.PHONY: help lab update test lint notebooks leader teach slides handout page site moving class bench hub hub-load pins clean

help:
	@echo "make lab        open the course in JupyterLab (BROWSER=none: only serve it)"
	@echo "make update     fetch the newest course; your own notebooks are kept beside it"
	@echo "make test       run every check: style, types, units, notebooks, the page in a browser"
	@echo "make notebooks  execute all notebooks again and write back clean outputs"
	@echo "make leader     make the leader's edition, with solutions, in build/leader"
	@echo "make teach      open the course in large type, for a projector"
	@echo "make slides     make slides of the notebooks, in build/slides"
	@echo "make handout    make the hand-out, two pages to print, in build/handout"
	@echo "make page       make pages of the notebooks, whose sliders need no Python"
	@echo "make site       make the site: all pages, and JupyterLite, which runs them in a browser"
	@echo "                (OFFLINE=yes: with all that a browser would fetch from elsewhere)"
	@echo "make moving     make the README's pictures, one of which moves, from notebook 03"
	@echo "make class      show what a class handed in: FOLDER=… holds the files"
	@echo "make bench      measure the explorers against other ways"
	@echo "make hub        start a hub for one room; see workshop/hub/README.md"
	@echo "make hub-load   send LEARNERS=30 learners to such a hub and measure"
	@echo "make pins       renew the exact versions that Binder and the tests install"
	@echo "make clean      remove what the other targets made"

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed, but $(PYTHON) is $$($(PYTHON) --version)"; exit 1; }
	$(PYTHON) -m venv $(VENV)

# A stamp records what is installed: the course with any versions that it allows (`course`), with
# the versions that Binder installs (`pinned`), or with these and an extra of pyproject.toml.
INSTALL = --constraint constraints.txt --editable '.[$*]'
INCLUDES = course pinned
$(VENV)/course.stamp: INSTALL = --editable .
$(VENV)/course.stamp: INCLUDES =
$(VENV)/pinned.stamp: INSTALL = --constraint constraints.txt --editable .
$(VENV)/site.stamp: INCLUDES = course pinned tools
$(VENV)/test.stamp: INCLUDES = course pinned tools site hub

$(VENV)/%.stamp: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Installing into $(VENV): the first time, this takes a minute or two …"
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet $(INSTALL)
	@touch $@ $(INCLUDES:%=$(VENV)/%.stamp)

# The settings let JupyterLab ask nothing at the start, and save every 15 seconds. Only warnings are
# logged, so that the address is printed last.
lab: $(VENV)/course.stamp
	@echo "Starting JupyterLab; Ctrl+C stops it …"
	@JUPYTER_CONFIG_PATH="$(CURDIR)/jupyter-config$${JUPYTER_CONFIG_PATH:+:$$JUPYTER_CONFIG_PATH}" \
	  $(BIN)/jupyter lab $(ROOT_FLAG) $(NO_BROWSER) --log-level=WARN \
	  --ServerApp.root_dir=notebooks --LabApp.default_url=/lab/tree/00_start_here.ipynb $(LAB_FLAGS)

# This needs no installed package.
update:
	@$(PYTHON) -m tools.update

test: lint
	@$(PROXY) || echo "configurable-http-proxy cannot be installed: the hub will not be tested"
	@$(AXE) || echo "axe-core cannot be installed: accessibility will not be tested"
	@$(FETCH_PYODIDE) || echo "Pyodide cannot be fetched: the course in a browser will not be tested"
	$(SCRATCH_PROGRESS); $(BIN)/python -m pytest $(TWO_AT_ONCE)
	$(SCRATCH_PROGRESS); $(BIN)/python -m pytest $(TWO_AT_ONCE) --nbval --nbval-current-env \
	  --nbval-cell-timeout=60 notebooks

lint: $(VENV)/test.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@$(TSC) || { echo "TypeScript cannot be installed: the JavaScript is not checked"; test -z "$$CI"; }
	test ! -e $(BIN)/tsc || $(BIN)/node $(BIN)/tsc

notebooks: $(VENV)/pinned.stamp
	$(BIN)/python -m tools.notebooks

leader: $(VENV)/pinned.stamp
	$(BIN)/python -m tools.solved_edition build/leader

class: $(VENV)/course.stamp
	@test -n "$(FOLDER)" || { echo "Say where the files are: make class FOLDER=…"; exit 1; }
	@$(BIN)/python -m tools.class_at_a_glance "$(FOLDER)" \
	  --html build/class.html $(CLASS_FLAGS)

# It makes a fresh copy each time, with no prediction made, and leaves the leader's own settings
# alone.
teach: $(VENV)/course.stamp
	rm -rf build/teach
	$(BIN)/python -m tools.as_committed build/teach/notebooks
	cp -R workshop/teaching build/teach/settings
	JUPYTERLAB_SETTINGS_DIR=build/teach/settings JUPYTERLAB_WORKSPACES_DIR=build/teach/workspaces \
	  $(BIN)/jupyter lab $(ROOT_FLAG) $(NO_BROWSER) $(LAB_FLAGS) \
	  --ServerApp.root_dir=build/teach/notebooks --LabApp.default_url=/doc/tree/00_start_here.ipynb

slides: $(VENV)/tools.stamp
	$(BIN)/python -m tools.slides build/slides

handout: $(VENV)/pinned.stamp
	$(BIN)/python -m tools.handout build/handout

page: $(VENV)/tools.stamp
	$(BIN)/python -m tools.pages build/pages

site: $(VENV)/site.stamp
	rm -rf build/site
	$(if $(OFFLINE),$(FETCH_PYODIDE))
	$(BIN)/python -m tools.site $(if $(OFFLINE),--pyodide $(PYODIDE)) $(SITE_FLAGS) build/site

moving: $(VENV)/test.stamp
	$(BIN)/python -m drivers.moving

bench: $(VENV)/bench.stamp
	$(BIN)/python -m benchmarks

pins: $(VENV)/pinned.stamp
	$(BIN)/python -m tools.pins

hub: $(VENV)/hub.stamp
	@$(PROXY) || { echo "configurable-http-proxy cannot be installed:" \
	  "npm, which is now in .venv, needs a network"; exit 1; }
	@exec $(BIN)/python -m jupyterhub --config workshop/hub/jupyterhub_config.py

hub-load: $(VENV)/test.stamp
	$(BIN)/python -m benchmarks.hub_load $(HUB_LOAD_FLAGS) $(LEARNERS)

# This keeps hub-data, which holds what learners wrote.
clean:
	rm -rf $(VENV) build .pytest_cache .mypy_cache .ruff_cache .hypothesis
