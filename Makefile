# What can be done here. `make help` prints the words below.

GO          ?= go
BIN         := bin/foirail
PART        ?=
FUZZTIME    ?= 5s
BENCHTIME   ?= 1x
TESTFLAGS   ?=
SEEDS       ?= 200
SEED        ?= 1
ARGS        ?=
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
GOVULNCHECK := golang.org/x/vuln/cmd/govulncheck@v1.9.0
TARGETS     := linux/arm linux/arm64 linux/amd64 windows/amd64

# The rooms whose benchmarks make up each part of `make bench`.
BENCH_book  := ./ledger ./ledger/sqlite ./coupons/sheet ./print/...
BENCH_mesh  := ./mesh ./mesh/node ./cmd/foirail
BENCH_      := ./...

export CGO_ENABLED ?= 0

.PHONY: help build test race fuzz worlds check house bench demo interop golden cross run clean

help: ## these words
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

build: ## the program, to bin/foirail
	$(GO) build -trimpath -o $(BIN) ./cmd/foirail

test: ## every test; TESTFLAGS=-v for more
	$(GO) test $(TESTFLAGS) ./...

race: ## every test under the race detector (needs a C compiler)
	CGO_ENABLED=1 $(GO) test -race $(TESTFLAGS) ./...

fuzz: ## every fuzz target for a little while; FUZZTIME=5s each
	@GO="$(GO)" FUZZTIME="$(FUZZTIME)" sh .ci/fuzz

worlds: ## SEEDS=2000 seeded worlds of four stewards, a tenth as many of seven; the first is SEED=1
	GOGC=400 $(GO) test ./mesh/sim -count=1 -timeout 0 -v -run '^TestWorld$$' -seeds $(SEEDS) -seed $(SEED)

check: house ## gofmt, vet, the house rules, staticcheck, known vulnerabilities
	@unformatted=$$(gofmt -l $$(git ls-files --cached --others --exclude-standard '*.go' | while read -r f; do test -f "$$f" && echo "$$f"; done)); \
	if [ -n "$$unformatted" ]; then echo "not gofmt: $$unformatted"; exit 1; fi
	$(GO) vet ./...
	$(GO) run $(STATICCHECK) ./...
	@GO="$(GO)" GOVULNCHECK="$(GOVULNCHECK)" sh .ci/vuln

house: ## the floor plan, the doors, package comments
	$(GO) test -run 'TestFloorPlan|TestDoors|TestQuietRooms|TestPackageComments|TestTopLevel|TestNoSleepInTests' ./cmd/foirail

bench: ## figures, one `name value unit` a line; PART=book or mesh
	@$(GO) test -run '^$$' -bench . -benchtime $(BENCHTIME) -timeout 60m $(BENCH_$(PART)) 2>&1 | awk -f .ci/figures.awk

demo: build ## a market day and a village on a scratch directory, told in plain words
	./$(BIN) demo $(ARGS)

interop: build ## other people's programs judge ours; PART=book, paper, mesh, chain or lora
	@PART="$(PART)" bash .ci/interop.sh

golden: ## write the golden files anew; then read the difference
	@$(GO) list -f '{{range .TestGoFiles}}{{$$.ImportPath}} {{$$.Dir}}/{{.}}{{"\n"}}{{end}}{{range .XTestGoFiles}}{{$$.ImportPath}} {{$$.Dir}}/{{.}}{{"\n"}}{{end}}' ./... \
	| while read -r pkg file; do grep -q 'flag\.Bool("update"' "$$file" && echo "$$pkg"; done | sort -u \
	| while read -r pkg; do $(GO) test -count=1 "$$pkg" -update || exit 1; done
	git status --short -- '*testdata*'

cross: ## the program for every machine we know, without cgo
	@for target in $(TARGETS); do \
		os=$${target%/*} arch=$${target#*/} ext=; if [ $$os = windows ]; then ext=.exe; fi; \
		echo "$$target"; \
		CGO_ENABLED=0 GOOS=$$os GOARCH=$$arch $(GO) build -trimpath -ldflags '-s -w' -o $(BIN)-$$os-$$arch$$ext ./cmd/foirail || exit 1; \
	done

run: ## the program from its source; ARGS="balance --json"
	@$(GO) run ./cmd/foirail $(ARGS)

clean: ## what the other words left behind
	rm -rf bin
