# Shared by the parts; each sources it first. It gives a scratch folder in $scratch, the program in $foirail, and the words of a judge.
# shellcheck shell=bash
set -u

here=$(pwd)
foirail=${FOIRAIL:-$here/bin/foirail}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

ok() { echo "ok $PART $1"; }
skip() { echo "skip $PART $1: $2"; }
fail() { echo "FAIL $PART $1"; }

# need JUDGE COMMAND...: true when every command is there; otherwise the judge is skipped aloud.
need() {
	local judge=$1 command
	shift
	for command in "$@"; do
		command -v "$command" >/dev/null || { skip "$judge" "$command is not installed"; return 1; }
	done
}

# judge NAME COMMAND...: runs a command quietly; shows what it said only when it fails.
judge() {
	local name=$1
	shift
	if "$@" >"$scratch/said" 2>&1; then ok "$name"; else
		sed 's/^/    /' "$scratch/said" | tail -n 40
		fail "$name"
	fi
}

# field NAME: the value of a plain field in the JSON object on standard input; a text or a number. No jq is needed.
field() { sed -nE "s/.*\"$1\":(\"([^\"]*)\"|(-?[0-9]+|true|false)).*/\\2\\3/p" | head -n 1; }
