#!/bin/bash
# The lora part: other people's drivers and programs speak to our simulated radios, each behind a pseudo-terminal, all on one air in real time.
#
#   RNS_VERSION          of Reticulum
#   MESHTASTIC_VERSION   of Meshtastic's client
#   LOSS                 the share of packets that the air loses while Reticulum works; 0
. .ci/interop/common.sh

RNS_VERSION=${RNS_VERSION:-1.5.7}
MESHTASTIC_VERSION=${MESHTASTIC_VERSION:-2.7.11}

need "simulated radios" "${GO:-go}" || exit 0
if ! CGO_ENABLED=0 "${GO:-go}" build -o "$scratch/air" ./.ci/interop/lora/air >"$scratch/said" 2>&1; then
	sed 's/^/    /' "$scratch/said"
	fail "simulated radios"
	exit 0
fi

# plug FLAG... KIND...: puts boards on an air of their own; their ports stand in $ports. unplug takes them away.
plug() {
	"$scratch/air" "$@" >"$scratch/ports" 2>"$scratch/air.log" &
	air=$!
	local want=0 word
	for word in "$@"; do case $word in -*) ;; *) want=$((want + 1)) ;; esac; done
	for _ in $(seq 100); do
		mapfile -t ports <"$scratch/ports"
		[ "${#ports[@]}" -lt "$want" ] || return 0
		kill -0 "$air" 2>/dev/null || break
		sleep 0.1
	done
	cat "$scratch/air.log"
	return 1
}
unplug() {
	kill "$air" 2>/dev/null
	wait "$air" 2>/dev/null
}

# python PACKAGE...: a place of its own with packages from PyPI, in $scratch/python.
python() { python3 -m venv "$scratch/python" && timeout 180 "$scratch/python/bin/pip" install -q --disable-pip-version-check "$@"; }

# both FOLDER: the two halves of a talk, one in the background.
both() {
	local script=$1 status listener
	timeout 170 "$scratch/python/bin/python" -B "$script" listen "$scratch/listen" "${ports[0]}" >"$scratch/listen.log" 2>&1 &
	listener=$!
	timeout 170 "$scratch/python/bin/python" -B "$script" call "$scratch/call" "${ports[1]}"
	status=$?
	if [ "$status" -ne 0 ]; then kill "$listener" 2>/dev/null; fi
	wait "$listener" && [ "$status" -eq 0 ] && return 0
	echo "-- listen"
	tail -n 15 "$scratch/listen.log"
	echo "-- the air"
	tail -n 15 "$scratch/air.log"
	return 1
}

# reticulum FLAG...: an announce, packets with their proofs, a link and a resource of 2048 bytes, from one board to the other.
reticulum() {
	rm -rf "$scratch/listen" "$scratch/call"
	plug "-loss=${LOSS:-0}" "$@" rnode rnode || return 1
	both .ci/interop/lora/reticulum.py
	local status=$?
	unplug
	return "$status"
}

# kissutil: frames with bytes that the framing sets apart, from one program to the other, and back.
marked=$'set apart \300 \333 \333\334\335 \300\300 end'
kiss() {
	plug rnode-on rnode-on || return 1
	(sleep 8; printf 'F4ABC>WORLD:back %s\n' "$marked"; sleep 4) | timeout 20 kissutil -p "${ports[0]}" >"$scratch/north" 2>&1 &
	local north=$!
	(sleep 2; printf 'F4ABC>WORLD:plain words\nF4ABC>WORLD:%s\n' "$marked"; sleep 11) | timeout 20 kissutil -p "${ports[1]}" >"$scratch/south" 2>&1
	wait "$north"
	unplug
	grep -aqF 'F4ABC>WORLD:plain words' "$scratch/north" && grep -aqF "F4ABC>WORLD:$marked" "$scratch/north" &&
		grep -aqF "F4ABC>WORLD:back $marked" "$scratch/south" && return 0
	cat "$scratch/north" "$scratch/south"
	return 1
}

rns="Reticulum's driver on two simulated RNodes"
if need "$rns" python3; then
	if python "rns==$RNS_VERSION" >"$scratch/said" 2>&1; then
		judge "$rns: announce, packets, link, resource" reticulum
		judge "$rns: the same over TCP" reticulum -tcp
	else
		skip "$rns" "PyPI is out of reach"
	fi
fi

framing="kissutil frames as our simulated RNode does"
if need "$framing" kissutil; then
	judge "$framing" kiss
fi

# meshtastic: settings, node list, frames both ways, what is too large, a confirmation, log text between the frames.
meshtastic() {
	plug meshtastic meshtastic@tcp || return 1
	timeout 170 "$scratch/python/bin/python" -B .ci/interop/lora/meshtastic_client.py "${ports[@]}"
	local status=$?
	unplug
	[ "$status" -eq 0 ] || tail -n 15 "$scratch/air.log"
	return "$status"
}

# beside: our driver has one board, Meshtastic's client the other.
beside() {
	CGO_ENABLED=0 "${GO:-go}" build -o "$scratch/frames" ./.ci/interop/lora/frames || return 1
	plug meshtastic meshtastic@tcp || return 1
	timeout 170 "$scratch/python/bin/python" -B .ci/interop/lora/meshtastic_driver.py "$scratch/frames" "${ports[@]}"
	local status=$?
	unplug
	[ "$status" -eq 0 ] || tail -n 15 "$scratch/air.log"
	return "$status"
}

mesh="Meshtastic's client on two simulated boards"
if need "$mesh" python3; then
	if python "meshtastic==$MESHTASTIC_VERSION" >"$scratch/said" 2>&1; then
		judge "$mesh: settings, nodes, frames, too large, log" meshtastic
		judge "Meshtastic's client beside our driver: frames both ways" beside
	else
		skip "$mesh" "PyPI is out of reach"
	fi
fi

# Eight of our own nodes, and two boards between them: the villages' script judges for itself.
villages="two villages of real nodes, and nothing but two radios between them"
if need "$villages" python3; then
	timeout 600 python3 -B .ci/interop/lora_villages.py "$foirail" "$scratch/air"
fi
