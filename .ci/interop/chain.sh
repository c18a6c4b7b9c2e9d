#!/bin/bash
# The chain part: every call, extrinsic, storage key and address that the project makes is made once more by polkadot.js from the same metadata, and
# must be the same to the byte. First from metadata of our own, in each version and of the runtime of 2022; then from the Ğ1's, which is not ours to
# hand on:
#
#   FOIRAIL_G1_METADATA   a file with the Ğ1's metadata, as a node tells it
#
# Then the real Duniter runtime judges our settlement: chain/runtime.sh.
. .ci/interop/common.sh

real="the real chain's metadata"
need "polkadot.js" node npm "${GO:-go}" || exit 0

# install: the judge and what it needs, in the scratch folder.
install() {
	cp -r .ci/interop/chain "$scratch/judge" &&
		CGO_ENABLED=0 "${GO:-go}" build -o "$scratch/say" .ci/interop/chain/say.go &&
		(cd "$scratch/judge" && timeout 240 npm ci --ignore-scripts --no-audit --no-fund --cache "$scratch/npm")
}

# compare METADATA FLAG...: what we make of it, before the judge.
compare() {
	local metadata
	metadata=$(realpath "$1") && shift
	"$scratch/say" "$@" "$metadata" >"$scratch/told" && node "$scratch/judge/judge.mjs" "$metadata" <"$scratch/told"
}

# own VERSION FLAG...: the same, of metadata of our own.
own() {
	local version=$1
	shift
	"$scratch/say" "$@" -metadata "$version" >"$scratch/metadata" && compare "$scratch/metadata" "$@"
}

# compared: what polkadot.js judges, once it is there.
compared() {
	for version in 14 15 16; do
		judge "polkadot.js on our own metadata, version $version" own "$version"
	done
	judge "polkadot.js on the runtime of 2022" own 14 -old

	judge "polkadot.js pays on the chain of our tests" timeout 60 node "$scratch/judge/live.mjs" "$scratch/say"

	if [ -z "${FOIRAIL_G1_METADATA:-}" ]; then
		skip "polkadot.js on $real" "FOIRAIL_G1_METADATA names no file with it"
	elif [ ! -r "$FOIRAIL_G1_METADATA" ]; then
		fail "polkadot.js on $real"
	else
		judge "polkadot.js on $real" compare "$FOIRAIL_G1_METADATA"
	fi
}

if install >"$scratch/said" 2>&1; then
	compared
elif [ -x "$scratch/say" ]; then
	skip "polkadot.js" "its packages are out of reach"
else
	sed 's/^/    /' "$scratch/said" | tail -n 20
	fail "polkadot.js"
fi

. .ci/interop/chain/runtime.sh
