#!/bin/bash
# The mesh part: a village of real processes in network namespaces, or on loopback where those are not to be had. avahi hears it, roads are cut,
# stewards are killed, somebody pays twice, and a peer in another language takes part. On loopback nobody is cut from anybody, which is said.
#
#   GROUND=loopback   do without namespaces
#   SCENES            the keys of some scenes only
. .ci/interop/common.sh

need "a village of real processes" python3 || exit 0

flags=()
[ "${GROUND:-}" != loopback ] || flags+=(--loopback)

# shellcheck disable=SC2086 # the keys of scenes are words
python3 -B .ci/interop/village "$foirail" "${flags[@]}" ${SCENES:-}
