# Mayfly's commands. What they do is in scripts/, one small script each.

.DEFAULT_GOAL := help
.PHONY: help run build tools watch test check size bench shots forget deny clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /\1 @/p' Makefile | awk -F@ '{ printf "  make %-8s %s\n", $$1, $$2 }'

run: ## install what is missing, build, and serve on 127.0.0.1:3000 (ARGS="--listen 127.0.0.1:4000")
	@scripts/run.sh $(ARGS)

build: ## the same without serving: target/release/mayfly and target/site
	@scripts/build.sh

tools: ## only install what is missing, into .tools/
	@scripts/tools.sh

watch: ## serve, and build and reload at every edit
	@scripts/watch.sh

test: ## everything that must hold: format, lints, unit, integration and browser tests
	@scripts/test.sh

check: ## the quick part of it: format, lints, unit and integration tests
	@scripts/test.sh quick

size: ## the bytes of a first load, by file
	@scripts/size.sh

bench: ## how fast and how small, as one table
	@scripts/bench.sh $(ARGS)

shots: ## pictures of every page and state, into shots/
	@scripts/browser.sh shots

forget: ## look for what conversations left behind, in the server and in the browser, as a table
	@scripts/browser.sh forget

deny: ## licences, sources, advisories and use of all dependencies (cargo-deny, cargo-machete)
	@scripts/deny.sh

clean: ## remove what was built; the tools stay (rm -r .tools removes them)
	@scripts/clean.sh
