#!/bin/bash
# Lets other people's programs judge ours. Each part is .ci/interop/PART.sh; each judge in it ends with one line:
#
#   ok PART NAME
#   skip PART NAME: why
#   FAIL PART NAME
#
# PART=book (or paper, mesh…) runs one part, otherwise all run. Any FAIL, or a part that breaks off, is a non-zero exit.
set -u
cd "$(dirname "$0")/.." || exit 1

parts=${PART:-}
if [ -z "$parts" ]; then
	for file in .ci/interop/*.sh; do
		name=$(basename "$file" .sh)
		[ "$name" = common ] || parts="$parts $name"
	done
fi

bad=0
for part in $parts; do
	if [ ! -f ".ci/interop/$part.sh" ]; then
		echo "FAIL $part there is no such part"
		bad=1
		continue
	fi
	echo "-- $part"
	log=$(mktemp)
	PART="$part" bash ".ci/interop/$part.sh" 2>&1 | tee "$log"
	status=${PIPESTATUS[0]}
	if grep -q '^FAIL ' "$log"; then
		bad=1
	elif [ "$status" -ne 0 ]; then
		echo "FAIL $part broke off with status $status"
		bad=1
	fi
	rm -f "$log"
done
exit "$bad"
