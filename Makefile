# Everything a person does with this repository. `make help` lists it.
SHELL := /bin/bash
.DEFAULT_GOAL := help
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS := -s -w -X main.version=$(VERSION)
GO_SOURCES := $(shell find . -name '*.go' -not -path './ui/node_modules/*' -not -path './test/e2e/node_modules/*' 2>/dev/null)
EMBEDDED := $(shell find . \( -name '*.sql' -o -name '*.json' -o -name '*.yaml' -o -name '*.csv' \) -not -path '*/node_modules/*' -not -path './examples/*/data/*' -not -path '*/.farol/*' 2>/dev/null)
LISTEN ?= 127.0.0.1:8080
LINT := go tool -modfile=tools/go.mod

.PHONY: help
help: ## list the targets
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  %-14s %s\n", $$1, $$2}'

.PHONY: demo
demo: build ## everything from nothing to the home page of realestate (LISTEN=127.0.0.1:8080)
	bin/farol demo realestate --listen $(LISTEN)

.PHONY: build
build: setup-ui bin/farol ## bin/farol with its screens

bin/farol: $(GO_SOURCES) $(EMBEDDED) go.mod ui/build/index.html
	go build -trimpath -ldflags '$(LDFLAGS)' -o $@ ./cmd/farol

.PHONY: setup-ui setup-browser
setup-ui:
	@scripts/setup.sh ui
setup-browser:
	@scripts/setup.sh browser

ui/build/index.html: setup-ui

.PHONY: test
test: build test-go test-ui e2e ## all tests: Go, screens, browser

.PHONY: test-go
test-go: setup-ui ## the Go tests
	go test -timeout 20m ./...

.PHONY: test-ui
test-ui: setup-ui ## the tests of the screens
	cd ui && npm run --silent test

.PHONY: e2e
e2e: build setup-browser ## the browser tests, on the examples
	cd test/e2e && npm run --silent test

.PHONY: check
check: setup-ui ## format, lint, types, imports: under two minutes
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { echo 'not formatted:'; gofmt -l $$(git ls-files '*.go'); exit 1; }
	go vet ./...
	$(LINT) golangci-lint run ./...
	$(LINT) staticcheck ./...
	go test ./internal/archtest
	go test -run TheScreensAreMadeForThisAPI ./server
	cd ui && npm run --silent check

.PHONY: api
api: setup-ui ## the types of the screens anew, after a change of the API
	go test -run TheScreensAreMadeForThisAPI ./server -update
	cd ui && npm run --silent api

.PHONY: bench
bench: build setup-browser ## figures as JSON lines, each with its ratio to a floor or a peer
	go run ./bench/load
	go run ./bench/home

.PHONY: bench-matching
bench-matching: build ## how well farol match finds what is the same, a line a set (ARGS='-splink -sets febrl3')
	go run ./bench/matching $(ARGS)

.PHONY: bench-forecast
bench-forecast: ## how wrong forecasts are on public and on generated series, a line a set (ARGS='-sets m4-weekly,kpi -coverage')
	go run ./bench/forecast $(ARGS)

.PHONY: chaos
chaos: ## the long form of the crash tests: fifty kills
	FAROL_LONG=1 go test -timeout 60m -run 'Kill|Crash' ./pipeline/...

.PHONY: clean
clean: ## remove what was built, keep what was loaded
	rm -rf bin ui/build/_app ui/build/index.html*
