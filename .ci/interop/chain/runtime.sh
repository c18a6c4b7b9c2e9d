# The real Duniter runtime judges our settlement: Chopsticks runs it, from raw chain specifications that are not ours to hand on, and the scenes of
# ledger/chain are played beside it. chain.sh sources this.
#
#   FOIRAIL_GDEV_SPEC   files with raw chain specifications, with colons between them
# shellcheck shell=bash

# chopsticks: installs it, in the scratch folder.
chopsticks() {
	cp -r .ci/interop/chain/runtime "$scratch/runtime" &&
		(cd "$scratch/runtime" && timeout 240 npm ci --ignore-scripts --no-audit --no-fund --cache "$scratch/npm")
}

# free_port: a port that nobody listens on.
free_port() { node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })'; }

# begin SPEC: runs its runtime, and waits until it answers; sets $url and $runtime. Each has a folder of its own, $own.
begin() {
	local port
	port=$(free_port)
	url=ws://127.0.0.1:$port
	(cd "$scratch/runtime" && exec node node_modules/@acala-network/chopsticks/chopsticks.cjs --chain-spec "$1" --build-block-mode Manual \
		--host 127.0.0.1 --port "$port") >"$own/node" 2>&1 &
	runtime=$!
	for _ in $(seq 60); do
		kill -0 "$runtime" 2>/dev/null || break
		(exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && return 0
		sleep 1
	done
	sed 's/^/    /' "$own/node" | tail -n 20
	return 1
}

# scenes NAME: plays them beside the chain at $url, each of which is judged.
scenes() {
	FOIRAIL_CHOPSTICKS=$url timeout 220 "$scratch/scenes" -test.v -test.run '^TestReal$' >"$own/played" 2>&1
	sed -nE 's,^ *--- (PASS|FAIL|SKIP): TestReal/(\S+).*,\1 \2,p' "$own/played" >"$own/verdicts"
	grep -q . "$own/verdicts" || echo "FAIL scenes" >"$own/verdicts"
	grep -q '^FAIL' "$own/verdicts" && sed 's/^/    /' "$own/played" | cut -c -400 | tail -n 40
	grep -qE '^(PASS|ok|FAIL)$|^FAIL' "$own/played" || echo "FAIL scenes, which did not end" >>"$own/verdicts"
	while read -r verdict scene; do
		scene="$1: ${scene//_/ }"
		case $verdict in
		PASS) ok "$scene" ;;
		FAIL) fail "$scene" ;;
		SKIP) skip "$scene" "it is for runtimes that treat remarks otherwise" ;;
		esac
	done <"$own/verdicts"
}

# spec FILE: its runtime judges.
spec() {
	local file name own url runtime
	file=$(realpath "$1") || { fail "runtime $1"; return; }
	name="runtime $(basename "$file" .json)"
	own=$(mktemp -d "$scratch/spec.XXXXXX")
	if begin "$file"; then scenes "$name"; else fail "$name"; fi
	kill "$runtime" 2>/dev/null
	wait "$runtime" 2>/dev/null
}

if [ -z "${FOIRAIL_GDEV_SPEC:-}" ]; then
	skip "runtime" "FOIRAIL_GDEV_SPEC names no chain specification"
elif ! CGO_ENABLED=0 "${GO:-go}" test -c -o "$scratch/scenes" ./ledger/chain >"$scratch/said" 2>&1; then
	sed 's/^/    /' "$scratch/said" | tail -n 20
	fail "runtime"
elif ! chopsticks >"$scratch/said" 2>&1; then
	skip "runtime" "Chopsticks is out of reach"
else
	IFS=: read -r -a files <<<"$FOIRAIL_GDEV_SPEC"
	for i in "${!files[@]}"; do spec "${files[i]}" >"$scratch/spec.$i" & done
	for i in "${!files[@]}"; do wait; cat "$scratch/spec.$i"; done
fi
