"""The village: four stewards' houses and two wallets' houses on one ground, and what all scenes do with them."""

import json
import os
import sys
import time

from ground import Loopback, NoGround, Street
from house import PASSPHRASE, House, Wrong, until

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir))
import recount  # noqa: E402

STEWARDS = ("ana", "bea", "cleo", "dan")
WALLETS = ("eva", "fred")
GUESTS = ("mal", "twin", "guest", "ear")  # hosts where nobody lives yet


class Village:
    def __init__(self, foirail, scratch, loopback=False):
        self.foirail, self.scratch = foirail, scratch
        self.passphrase = os.path.join(scratch, "passphrase")
        with open(self.passphrase, "w", encoding="utf-8") as f:
            f.write(PASSPHRASE)
        # Nobody's own settings play a part.
        places = {name: os.path.join(scratch, "xdg") for name in ("HOME", "XDG_CONFIG_HOME", "XDG_CONFIG_DIRS", "XDG_DATA_HOME")}
        self.env = dict(os.environ, NO_COLOR="1", **places)
        self.houses = {name: House(self, name) for name in STEWARDS + WALLETS}
        self.ground, self.why = self.choose(loopback)
        self.ear = None
        self.accounts = {}  # name: address
        self.forks = 0      # slots that somebody has taken twice, so far

    def choose(self, loopback):
        """Network namespaces where they are to be had, else loopback, with the reason."""
        if not loopback:
            try:
                return Street([*self.houses, *GUESTS]), ""
            except NoGround as why:
                return Loopback([*self.houses, *GUESTS]), str(why)
        return Loopback([*self.houses, *GUESTS]), "asked for"

    def __getitem__(self, name):
        return self.houses[name]

    @property
    def running(self):
        return [house for house in self.houses.values() if house.running]

    def house(self, name):
        """One more house, on the host of a name that the ground knows."""
        self.houses[name] = House(self, name)
        return self.houses[name]

    def strike_out(self, house):
        """Takes all addresses out of what a house knows of others: it has to find them."""
        path = os.path.join(house.dir, "peers.json")
        with open(path, encoding="utf-8") as f:
            known = json.load(f)
        known["peers"] = []
        with open(path, "w", encoding="utf-8") as f:
            json.dump(known, f)

    def in_touch(self, houses, seconds=60):
        """Waits until each of these houses is connected with each other one; says how long it took."""
        ids = {house.ready["peer"] for house in houses}

        def all_connected():
            for house in houses:
                near = {p.get("peer") for p in house.many("peer", "list") if p["connected"]}
                lacks = ids - near - {house.ready["peer"]}
                if lacks:
                    raise Wrong(f"{house.name} lacks {len(lacks)}")
            return True
        return until("all are in touch", all_connected, seconds)

    def agree(self, houses=None, seconds=60):
        """Waits until these houses, or all that run, have the same state and as many entries; says how long it took."""
        houses = houses or self.running

        def same():
            seen = {(v["state"], v["entries"]) for v in (house.ask("verify") for house in houses)}
            if len(seen) != 1:
                raise Wrong(", ".join(f"{state[:8]} of {entries}" for state, entries in sorted(seen)))
            return True
        return until("the same state everywhere", same, seconds)

    def set_right(self):
        """Opens all roads and starts every node that a scene has left dead."""
        self.heal()
        for house in self.houses.values():
            if house.process and not house.running:
                house.kill()
            if not house.process and os.path.exists(os.path.join(house.dir, "ledger.db")):
                house.start()

    # What people do

    def open_account(self, house, name, deposit, member=False):
        """An account on a house, with a deposit that every steward attests."""
        address = self[house].ask("account", "new", "--name", name)["account"]
        self.accounts[name] = address
        self.attest(address, deposit, f"envelope-{name}")
        if member:
            for steward in STEWARDS[:3]:
                self[steward].ask("attest", "member", address, "--day", "1", "--first-ud", "1", "--name", name)
        until(f"{name} has the deposit", lambda: self[house].ask("balance", name)["final"] == deposit * 100, 20)

    def attest(self, address, deposit, note):
        """A quorum of stewards says that money has come in. The fact counts then, and a fourth word is refused."""
        for steward in STEWARDS[:3]:
            self[steward].ask("attest", "deposit", "--to", address, str(deposit), "--ref", note)

    def tries(self, house, payer, payee, amount, level, within, exits=(4,)):
        """A payment that may not come as far as it is waited for: its entry."""
        return self[house].ask("--wait", level, "--timeout", within, "pay", "--from", payer, "--to", self.accounts[payee], amount, exits=exits)["entry"]

    def pays(self, house, payer, payee, amount, level, within):
        """A payment that must come as far as it is waited for; says how long the command took, in seconds."""
        begin = time.monotonic()
        self.tries(house, payer, payee, amount, level, within, exits=(0,))
        return time.monotonic() - begin

    def holds(self, name, house="ana"):
        """What counts of an account's money, final or backed, in units of 0.01 Ğ1."""
        balance = self[house].ask("balance", self.accounts[name])
        return balance["final"] + balance["backed"]

    def recount(self, house):
        """Counts the market again from one house's entries, with no code of the program; answers the totals."""
        market = recount.compare(house.exported(), house.ask("verify"))
        for name, address in self.accounts.items():
            if market.balance[address] != self.holds(name, house.name):
                raise Wrong(f"{name} holds {self.holds(name, house.name)}, and {market.balance[address]} by the recount")
        return market.totals()

    def voted(self, house):
        """The hashes that any steward has voted for."""
        return {vote["hash"] for entry in house.exported() if entry["kind"] == "votes" for vote in entry["body"]["entries"] or []}

    def cut(self, *roads):
        self.ground.cut(set().union(*roads) if roads else set())

    def heal(self):
        self.ground.cut(set())

    def close(self):
        for house in self.houses.values():
            try:
                house.kill()
            except Wrong:
                pass
        if self.ear:
            self.ear.close()
        self.ground.close()
