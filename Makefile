# make lab        JupyterLab on the notebooks; flags: make lab LAB_FLAGS="--no-browser"
# make test       every test, and every notebook run again and compared
#                 (both install CuPy where there is a GPU; GPU=no leaves it out)
# make kernel     a kernel for the JupyterLab of a hub that is already there
# make notebooks  build notebooks/ and solutions/ from lessons/
# make update     take in the newest notebooks without losing an answer
# make hub        a JupyterHub on this machine, to try a workshop (hub/README.md)
# make lock       pin every package anew, from pyproject.toml

PYTHON ?= python3
LAB_FLAGS ?=
PY := .venv/bin/python
# Tests share the cores with servers and browsers, where threads wait for one another;
# results do not depend on their number.
ONE_THREAD := OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 MKL_NUM_THREADS=1
AS_ROOT := $(if $(filter 0,$(shell id -u)),--allow-root)

PROXY := .hub/node_modules/.bin/configurable-http-proxy

KERNEL := backpropagation-workshop
# A hub starts kernels without the modules that are loaded here.
LIBRARIES = $(foreach v,LD_LIBRARY_PATH CUDA_PATH CUDA_HOME,$(if $($v),--env $v '$($v)'))

# Looked at each time, since a card may come and go with the machine; it says nothing
# where nothing has changed, and JupyterLab starts all the same where it fails.
CUPY := -$(PY) tools/install.py cupy
ifeq ($(GPU),no)
CUPY := @: leave out CuPy
endif

.PHONY: lab test notebooks update kernel hub proxy lock

lab: .venv/lab.stamp
	$(CUPY)
	JUPYTER_CONFIG_PATH="$(CURDIR)/tools/jupyter" $(PY) -m jupyterlab $(AS_ROOT) $(LAB_FLAGS)

# Progress goes nowhere: what one notebook predicts must not show in another's outputs.
test: .venv/dev.stamp
	$(CUPY) --without-card
	$(ONE_THREAD) BACKPROP_PROGRESS=/dev/null \
	$(PY) -m pytest --nbval --nbval-current-env --nbval-cell-timeout 120 \
		tests notebooks solutions

notebooks: .venv/lab.stamp
	$(PY) tools/build.py

update: .venv/lab.stamp
	$(PY) -m workshop_lib.update

kernel: .venv/lab.stamp
	$(CUPY)
	$(PY) -m ipykernel install --user --name $(KERNEL) \
		--display-name "Backpropagation workshop" $(LIBRARIES)
	@echo 'To remove it: .venv/bin/jupyter kernelspec remove -f $(KERNEL)'

hub: .venv/dev.stamp $(PROXY)
	$(CUPY)
	$(PY) hub/trial.py

proxy: $(PROXY)

lock: .venv/dev.stamp
	$(COMPILE) pyproject.toml --extra test --extra hub -o requirements-dev.lock
	$(COMPILE) pyproject.toml -c requirements-dev.lock -o requirements.lock
	$(EXTRA) gpu12 | $(COMPILE) - -c requirements-dev.lock -o requirements-gpu12.lock
	$(EXTRA) gpu13 | $(COMPILE) - -c requirements-dev.lock -o requirements-gpu13.lock

COMPILE = $(PY) -m uv pip compile --quiet --upgrade \
	--universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-emit-find-links --custom-compile-command "make lock"
# What one extra asks for, without what the workshop needs anyway.
EXTRA = $(PY) -c 'import sys, tomllib; \
	project = tomllib.load(open("pyproject.toml", "rb"))["project"]; \
	print(*project["optional-dependencies"][sys.argv[1]], sep="\n")'

$(PY):
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " \
		+ sys.version.split()[0] + "; try: make PYTHON=python3.12") \
		if sys.version_info < (3, 11) else 0'
	$(PYTHON) -m venv --clear .venv

# Begin anew where the Python of .venv does not run, or finds nothing of what was
# installed for it: each minor version has a folder of its own for packages.
FINDS := import os, sys, sysconfig; \
	own = os.path.join(sysconfig.get_path("purelib"), "workshop_lib.pth"); \
	sys.exit(os.path.exists(".venv/lab.stamp") and not os.path.exists(own))
ifneq ($(wildcard .venv),)
ifneq ($(shell $(PY) -c '$(FINDS)' 2>/dev/null && echo yes),yes)
.PHONY: $(PY)
.venv/lab.stamp .venv/dev.stamp: $(PY)
endif
endif

.venv/lab.stamp: requirements.lock tools/install.py | $(PY)
	$(PY) tools/install.py requirements.lock
	touch $@

$(PROXY):
	mkdir -p -m 700 .hub
	npm install --loglevel=error --prefix .hub --no-fund --no-audit configurable-http-proxy@5.3.0

# The development lock contains the other one.
.venv/dev.stamp: requirements-dev.lock tools/install.py | $(PY)
	$(PY) tools/install.py requirements-dev.lock
	touch .venv/lab.stamp $@
