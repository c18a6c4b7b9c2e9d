#!/bin/bash
# The book part: the market day of the demo, recounted by a script that shares no code with us, its database looked at by sqlite3, and published
# signature vectors.
. .ci/interop/common.sh

dir="$scratch/demo"
export FOIRAIL_LANG=en

# closes_with_verify: the demo's last line on standard output is what `verify --json` says, and it says that all is well.
closes_with_verify() {
	"$foirail" --dir "$dir" demo >"$scratch/demo.out" || return 1
	tail -n 1 "$scratch/demo.out" >"$scratch/verify.json"
	[ "$(field ok <"$scratch/verify.json")" = true ]
}

judge "the demo runs to its end and closes with verify" closes_with_verify

if need "an independent recount gives the same totals" python3; then
	if "$foirail" --dir "$dir" bundle export "$scratch/bundle" --json >"$scratch/entries.jsonl" 2>"$scratch/said"; then
		judge "an independent recount gives the same totals" python3 .ci/interop/recount.py "$scratch/entries.jsonl" "$scratch/verify.json"
	else
		sed 's/^/    /' "$scratch/said"
		fail "an independent recount gives the same totals"
	fi
fi

# intact: sqlite3 finds every database of the demo whole.
intact() {
	local db found=0
	while read -r db; do
		found=1
		[ "$(sqlite3 "$db" 'PRAGMA integrity_check')" = ok ] || { echo "$db is not whole"; return 1; }
	done < <(find "$dir" -name '*.db' -o -name '*.sqlite')
	[ "$found" = 1 ] || { echo "no database in $dir"; return 1; }
}

need "sqlite3 finds the database whole" sqlite3 && judge "sqlite3 finds the database whole" intact

# vectors: a module of its own, because its outside packages are no business of the product.
vectors=.ci/interop/vectors
if [ -f "$vectors/go.mod" ]; then
	if (cd "$vectors" && timeout 120 go mod download) >"$scratch/said" 2>&1; then
		judge "published signature vectors" go -C "$vectors" test -count=1 ./...
	else
		skip "published signature vectors" "their modules are out of reach"
	fi
else
	skip "published signature vectors" "no vectors here yet"
fi

# crash: the program is killed at every write, sync and rename that a command makes.
crash="killed at each write, sync and rename"
if need "$crash" python3 && need "$crash" strace && need "$crash" zbarimg && need "$crash" pdftoppm; then
	if strace -qq -o /dev/null true 2>/dev/null; then
		judge "$crash" timeout 600 python3 .ci/interop/crash.py "$foirail"
	else
		skip "$crash" "this machine lets nobody trace"
	fi
fi
