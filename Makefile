# Everything a user types. Each target does its own set-up: the toolchain is checked, missing system packages are installed
# or named, the package is built in release mode for this machine's processor.
#
#   make reproduce TIER=standard DATASETS=~/data IDS=lee2018/table2

TIER ?= quick
DATASETS ?= datasets
RESULTS ?= results
IDS ?=
FILTER ?=
PEERS ?=
ONLY ?=
LARGEST ?= 20000
FRESH ?=
PORTABLE ?=
HOURS ?=
SEED ?=
SANITIZE ?=
LEVELS ?= x86-64-v3 x86-64-v4
DIST ?= dist

# Values are taken as they are written, never as something to expand, and recipes read them from the environment: a folder
# may be called O'Brien or $(date), and nothing in a value is executed.
settings := TIER DATASETS RESULTS IDS FILTER PEERS ONLY LARGEST FRESH PORTABLE HOURS SEED SANITIZE LEVELS DIST
$(foreach setting,$(settings),$(eval override $(setting) := $$(value $(setting))))
export $(settings)

# -Xcc -march reaches Swift's own code as well as C's: without it Swift calls the C library for every fused multiply-add and
# leaves the wide vector units idle.
ifneq ($(PORTABLE),)
  processor := -march=x86-64-v3
  scratch := .build/portable
else
  processor := $(if $(filter aarch64 arm64,$(shell uname -m)),-mcpu=native,-march=native)
  scratch := .build
endif
# Tests and tool share flags and folder, so that nothing is compiled twice.
flags := -c release -Xcc $(processor) --scratch-path $(scratch)
# Everything is built by this: one moving line on a terminal, a line each half minute elsewhere.
build := WIDELIMIT_STRICT=1 .make/progress swift build $(flags)
widelimit = $(scratch)/release/widelimit
# The Python packages that `make bench PEERS=python` compares with.
peers = $(scratch)/peers
# The Python package's tests, of what was built.
python-tests = WIDELIMIT_LIBRARY=$(abspath $(scratch)/release/libWideLimitC.so) \
  WIDELIMIT_COMMAND=$(abspath $(widelimit)) .make/python-tests $(scratch)/python

# Suites, failures and what tests measured; not the start and end of every single test.
summarise := sed -u -E '/^(◇|✔ Test (case|"|[^ ]*[(]))/d'

SHELL := /bin/bash
.SHELLFLAGS := -o pipefail -o noglob -c
.DEFAULT_GOAL := help
.PHONY: help build cluster cluster-test library test python-test lint reproduce verify report bench fuzz data wheel wheel-test wheel-speed \
  clean toolchain packages

help: ## list the targets
	@printf 'WideLimit: infinitely wide networks as kernels, measured against the papers\n\n'
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "%-18s  %s\n", $$1, $$2 }'
	@printf '\nSettings, as NAME=value (now):\n\n'
	@printf '  %-14s  %s\n' \
	  TIER "quick, standard or paper ($$TIER)" \
	  DATASETS "folder with mnist/ and cifar-10-batches-bin/ ($$DATASETS)" \
	  RESULTS "folder that receives HDF5 files, pictures and the report ($$RESULTS)" \
	  IDS "experiments, e.g. 'lee2018/table2 lee2018/figure3' ($${IDS:-all})" \
	  FILTER "for test: only the tests whose name matches ($${FILTER:-all})" \
	  PEERS "for bench: python measures neural-tangents and PyTorch too ($${PEERS:-none})" \
	  ONLY "for bench: only the charts whose title has these words ($${ONLY:-all})" \
	  LARGEST "for bench: the most training images of a model, up to 50000 ($$LARGEST)" \
	  FRESH "1 for reproduce: sets results aside and computes them anew ($${FRESH:-0})" \
	  PORTABLE "1 builds for x86-64-v3 instead of this processor ($${PORTABLE:-0})" \
	  HOURS "for fuzz: how long, such as 0.5 ($${HOURS:-ten minutes})" \
	  SEED "for fuzz: which random inputs ($${SEED:-1})" \
	  SANITIZE "1 for fuzz: readers run under the address sanitizer ($${SANITIZE:-0})" \
	  LEVELS "for wheel: processors that it is built for, native for this one alone ($$LEVELS)" \
	  DIST "for wheel: folder that receives it ($$DIST)"

build: packages ## build the tool for this machine's processor
	@$(build) --product widelimit

cluster: ## build widelimit-mpi, the tool on the ranks of an MPI job (installs MPI and ScaLAPACK)
	@.make/toolchain
	@.make/packages cluster
	@WIDELIMIT_CLUSTER=1 $(build) --product widelimit-mpi

cluster-test: build cluster ## run its tests, on 1 to 4 ranks
	@WIDELIMIT_CLUSTER=1 $(build) --product RankChecks
	@WIDELIMIT_CLUSTER=1 $(build) --build-tests
	@WIDELIMIT_CLUSTER=1 WIDELIMIT_STRICT=1 swift test $(flags) --skip-build --disable-xctest --filter ClusterTests \
	  | $(summarise)

library: build ## build the C interface's dynamic library, libWideLimitC.so
	@$(build) --product WideLimitC

test: packages ## run the tests
	@$(build) --build-tests
	@$(build) --product WideLimitC
	@WIDELIMIT_STRICT=1 swift test $(flags) --skip-build --disable-xctest $(if $(FILTER),--filter "$$FILTER") | $(summarise)
	@$(if $(FILTER),,$(python-tests) --where-possible)

python-test: library ## run the tests of the Python package alone
	@$(python-tests)

lint: toolchain ## check the formatting of every Swift file
	@swift format lint --strict --recursive --parallel Package.swift $(wildcard Sources Tests Benchmarks Fuzz Cluster)

reproduce: build ## run the experiments of a tier and compare them with the papers
	@$(widelimit) reproduce $$IDS --tier "$$TIER" --datasets "$$DATASETS" --download --results "$$RESULTS" $(if $(FRESH),--fresh)

verify: build ## judge the results of a tier: against our recorded values, against the papers
	@$(widelimit) verify $$IDS --tier "$$TIER" --results "$$RESULTS"

report: build ## write RESULTS/TIER/REPORT.md, index.html and results.json
	@$(widelimit) report --tier "$$TIER" --results "$$RESULTS"

bench: packages ## measure speed, as fractions of what this machine can do
	@$(if $(PEERS),[ -x $(peers)/bin/python ] || { python3 -m venv $(peers) && \
	  $(peers)/bin/pip install --quiet -r Benchmarks/peers/requirements.txt || { rm -rf $(peers); exit 69; }; })
	@$(build) --product Benchmarks
	@$(scratch)/release/Benchmarks --datasets "$$DATASETS" --largest "$$LARGEST" $(if $(ONLY),--only "$$ONLY") \
	  $(if $(PEERS),--peers $(peers)/bin/python --peers-folder Benchmarks/peers)

fuzz: build ## run the campaigns of damaged files, kills and full disks for HOURS (ten minutes)
	@$(build) --product Fuzz
	@$(if $(filter 1,$(SANITIZE)),WIDELIMIT_STRICT=1 .make/progress swift build -c debug --sanitize=address -Xswiftc -use-ld=lld \
	  --scratch-path .build/sanitize --product Fuzz)
	@ASAN_OPTIONS=detect_leaks=0 $(scratch)/release/Fuzz --tool $(widelimit) --hours "$${HOURS:-0.1667}" --seed "$${SEED:-1}" \
	  $(if $(filter 1,$(SANITIZE)),--readers .build/sanitize/debug/Fuzz)

data: build ## download MNIST and CIFAR-10 into DATASETS and verify them
	@$(widelimit) data fetch --datasets "$$DATASETS"

wheel: packages ## build the Python wheel, which needs neither Swift nor system packages
	@Python/wheel/build $$LEVELS

wheel-test: ## install the wheel where there is nothing of what it bundles, and use it
	@Python/wheel/try

wheel-speed: library ## compare the wheel's speed with that of this processor's build
	@Python/wheel/compare $(scratch)/release/libWideLimitC.so

clean: ## remove what was built; results and datasets stay
	@rm -rf .build

toolchain:
	@.make/toolchain

packages: toolchain
	@.make/packages
