#!/usr/bin/env python3
"""Two villages of real nodes that nothing but two simulated RNodes joins.

usage: lora_villages.py FOIRAIL AIR

One community, two markets with four stewards each, eight `foirail serve`. When both councils are seated every node is stopped and started anew: those
of one village know each other's addresses on the loopback, nobody those of the other; one node of each has a radio. AIR puts two boards on one air
at the home of EU868 (869.525 MHz, SF8/125) that loses 15 % of all packets. A payment from one village becomes final in the other, a coupon of one is
cashed in the other, and each finds the other in its list without having been told. Figures stand before the last line, `ok` or `FAIL`.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "village"))
from house import PASSPHRASE, House, Wrong, tied, until  # noqa: E402

NAMES = {"Aval": ("ana", "bea", "cleo", "dan"), "Amont": ("eva", "fred", "gil", "hugo")}
LOSS = "0.15"
PATIENCE = 240  # seconds for something to come over an air that loses packets
PAYMENTS = 4


class Ground:
    """Hosts that are ports of this machine. A village's houses know each other; before the cut all do."""

    def __init__(self):
        self.ports, self.radios, self.apart = {}, {}, False
        for name in (name for names in NAMES.values() for name in names):
            with socket.create_server(("127.0.0.1", 0)) as free:
                self.ports[name] = free.getsockname()[1]

    def enter(self, _name):
        return []

    def near(self, name):
        villages = [names for names in NAMES.values() if name in names or not self.apart]
        return [other for names in villages for other in names if other != name]

    def serve_flags(self, name):
        flags = ["--no-mdns", "--listen", f"/ip4/127.0.0.1/tcp/{self.ports[name]}"]
        for other in self.near(name):
            flags += ["--peer", f"127.0.0.1:{self.ports[other]}"]
        if name in self.radios:
            flags += ["--radio", self.radios[name], "--region", "EU868"]
        return flags


class Valley:
    def __init__(self, foirail, air, scratch):
        self.foirail, self.scratch = foirail, scratch
        self.passphrase = os.path.join(scratch, "passphrase")
        with open(self.passphrase, "w", encoding="utf-8") as f:
            f.write(PASSPHRASE)
        places = {name: os.path.join(scratch, "xdg") for name in ("HOME", "XDG_CONFIG_HOME", "XDG_CONFIG_DIRS", "XDG_DATA_HOME")}
        self.env = dict(os.environ, NO_COLOR="1", **places)
        self.ground = Ground()
        self.houses = {name: House(self, name) for name in self.ground.ports}
        self.air = self.boards(air)

    def __getitem__(self, name):
        return self.houses[name]

    def boards(self, air):
        """Two boards on one air; the first house of each village gets one."""
        with open(os.path.join(self.scratch, "air.log"), "wb") as log:
            process = subprocess.Popen([air, f"-loss={LOSS}", "rnode", "rnode"], stdout=subprocess.PIPE, stderr=log, text=True, preexec_fn=tied)
        for names in NAMES.values():
            self.ground.radios[names[0]] = "rnode:" + process.stdout.readline().strip()
        return process

    def close(self):
        for house in self.houses.values():
            house.kill()
        self.air.kill()
        self.air.wait()

    # How the two markets come to be, on a network

    def found(self):
        ana, eva = self["ana"], self["eva"]
        radios, self.ground.radios = self.ground.radios, {}
        ana.ask("found", "--name", "Vallée", "--market", "Aval", "--chain", "none", *guests("Aval"))
        ana.start()
        self.seat("Aval")
        eva.ask("peer", "add", ana.ask("peer", "show")["code"])
        eva.start()
        until("eva has the ledger", lambda: eva.status()["market"] == "Aval", 60)
        eva.stop()
        eva.ask("found", "--market", "Amont", *guests("Amont"))
        eva.start()
        self.seat("Amont")
        self.agree()
        self.ground.radios = radios

    def seat(self, market):
        """Whoever was invited joins, and the council is seated by itself."""
        founder = NAMES[market][0]
        for invited in self[founder].ask("steward", "invite")["invited"]:
            house = self[invited["name"]]
            house.ask("steward", "join", invited["code"])
            house.start()
        until(f"{market} has four stewards", lambda: all(votes(self[name]) for name in NAMES[market]), 120)

    def agree(self, seconds=60):
        def same():
            seen = {(v["state"], v["entries"]) for v in (house.ask("verify") for house in self.houses.values())}
            if len(seen) != 1:
                raise Wrong(", ".join(f"{state[:8]} of {entries}" for state, entries in sorted(seen)))
            return True
        return until("the same state everywhere", same, seconds, pause=0.5)

    def part(self):
        """From here on only radios join the villages."""
        for house in self.houses.values():
            house.stop()
            strike_out(house)
        self.ground.apart = True
        for house in self.houses.values():
            house.start()
        for names in NAMES.values():
            until("the village is in touch", lambda: self[names[0]].status()["quorum"], 60)
            until("the radio is ready", lambda: radio(self[names[0]])["state"] == "ready", 60)


def guests(market):
    return [word for name in NAMES[market][1:] for word in ("--steward", name)]


def votes(house):
    status = house.status()
    return status["votes"] and status["stewards"] == 4


def strike_out(house):
    """A node that was told of others keeps where they were. It forgets it here."""
    path = os.path.join(house.dir, "peers.json")
    if os.path.exists(path):
        with open(path, encoding="utf-8") as f:
            known = json.load(f)
        known["peers"] = []
        with open(path, "w", encoding="utf-8") as f:
            json.dump(known, f)


def radio(house):
    return house.many("radio", "status")[0]


def hidden_codes(scratch, pdf):
    """What is inside the coupons of a sheet, by a program that knows nothing of ours: the shorter codes."""
    subprocess.run(["pdftoppm", "-q", "-r", "300", "-png", pdf, os.path.join(scratch, "page")], check=True)
    pages = sorted(os.path.join(scratch, name) for name in os.listdir(scratch) if name.startswith("page"))
    read = subprocess.run(["zbarimg", "--nodbus", "-q", "--raw", "-Sdisable", "-Sqrcode.enable", *pages], capture_output=True, text=True, check=False)
    codes = sorted(set(read.stdout.split()), key=len)
    return [code for code in codes if len(code) == len(codes[0])]


def play(valley):
    begin = time.monotonic()
    valley.found()
    ana, eva = valley["ana"], valley["eva"]
    ana.ask("account", "new", "--name", "anne")
    anne = ana.ask("account", "show", "anne")["account"]
    nora = eva.ask("account", "new", "--name", "nora")["account"]
    for name in NAMES["Aval"][:3]:
        valley[name].ask("attest", "deposit", "--to", anne, "200", "--ref", "envelope")
    until("anne has the deposit", lambda: ana.ask("balance", "anne")["final"] == 20000, 30)
    series = paper(valley, ana)
    valley.agree()
    print(f"    two markets of four stewards, a network between them: {time.monotonic() - begin:.0f} s", flush=True)

    valley.part()
    before = {name: radio(valley[name]) for name in ("ana", "eva")}
    took = []
    for i in range(PAYMENTS):
        begin = time.monotonic()
        ana.ask("--wait", "final", "--timeout", "10s", "pay", "--from", "anne", "--to", f"{nora}@Amont", "10")
        until("the payment is final in the other village", lambda: eva.ask("balance", nora)["final"] == 1000 * (i + 1), PATIENCE, pause=0.25)
        took.append(time.monotonic() - begin)
    print(f"    {PAYMENTS} payments from Aval are final in Amont: {min(took):.0f} to {max(took):.0f} s each", flush=True)
    after = {name: radio(valley[name]) for name in ("ana", "eva")}
    tell_airtime(before, after)

    if series:
        cash(valley, series, eva, nora)
    for one, other in ((ana, eva), (eva, ana)):
        until("the other is heard", lambda: heard(one), PATIENCE)
        peer = heard(one)
        print(f"    {one.name} hears {peer['peer']} by radio, {peer.get('rssi')} dBm, never told of", flush=True)
        if any(p.get("peer") == other.ready["peer"] and p["connected"] for p in one.many("peer", "list")):
            raise Wrong(f"{one.name} and {other.name} are in touch by another road")
    valley.agree(PATIENCE)
    for name in ("ana", "eva"):
        status = radio(valley[name])
        if status["used_ms"] <= 0 or status["left_ms"] <= 0:
            raise Wrong(f"{name}'s radio tells of no airtime: {status}")


def paper(valley, house):
    """A series of two coupons, handed over; nothing where the tools to read paper are missing."""
    if not (shutil.which("pdftoppm") and shutil.which("zbarimg")):
        print("    no coupon is cashed: pdftoppm or zbarimg is not installed", flush=True)
        return None
    series = house.ask("coupon", "issue", "--from", "anne", "--make", "2x5", "--expires", "2027-12-31", "--last-epoch", "12")["series"]
    until("the series is final", lambda: all(e["level"] == "final" for e in house.exported() if e["kind"] == "issue"), 30)
    sheet = os.path.join(valley.scratch, "sheet.pdf")
    house.ask("coupon", "print", series, "--out", sheet)
    house.ask("--wait", "final", "--timeout", "20s", "coupon", "activate", series, "1-2")
    return hidden_codes(valley.scratch, sheet)


def cash(valley, codes, house, payee):
    """A coupon of Aval, held in Amont: the stewards who vote for it are behind the radio."""
    had = house.ask("balance", payee)["final"]
    begin = time.monotonic()
    house.ask("--wait", "final", "--timeout", f"{PATIENCE}s", "coupon", "redeem", "--to", f"{payee}@Amont", stdin=codes[0] + "\n", timeout=PATIENCE + 20)
    until("the coupon's value is there", lambda: house.ask("balance", payee)["final"] == had + 500, PATIENCE)
    print(f"    a coupon of Aval is cashed in Amont: final after {time.monotonic() - begin:.0f} s", flush=True)


def heard(house):
    """The node that a house hears by radio, or nothing."""
    for peer in house.many("peer", "list"):
        if peer["how"] == "radio" and peer["connected"]:
            return peer
    return None


def tell_airtime(before, after):
    spent = {name: after[name]["used_ms"] - before[name]["used_ms"] for name in after}
    said = {name: after[name]["air"]["bytes"] - before[name]["air"]["bytes"] for name in after}
    print(f"    a payment takes {sum(said.values()) / PAYMENTS:.0f} bytes and {sum(spent.values()) / PAYMENTS / 1000:.2f} s of airtime, of both radios together,"
          f" beacons and repeats included; {100 * float(LOSS):.0f} % of packets are lost", flush=True)


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    name = "two villages of real nodes, and nothing but two radios between them"
    scratch = tempfile.mkdtemp(prefix="foirail-valley-")
    valley = Valley(os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]), scratch)
    try:
        play(valley)
        print(f"ok lora {name}", flush=True)
        return 0
    except Wrong as wrong:
        print(f"    {wrong}", flush=True)
        for house in valley.houses.values():
            print(f"    {house.name}: {house.tail(2)[-300:]}", flush=True)
        print(f"FAIL lora {name}", flush=True)
        return 1
    finally:
        valley.close()
        shutil.rmtree(scratch, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
