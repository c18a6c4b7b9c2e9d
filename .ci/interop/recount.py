#!/usr/bin/env python3
"""Counts a market again from its exported entries, sharing no code with the program.

usage: recount.py ENTRIES.jsonl VERIFY.json

ENTRIES is one JSON object a line, as `foirail bundle export FILE --json` prints them:

    {"v":1, "kind":"pay", "author":"g1...", "market":"...", "seq":1, "hash":"...", ...what the body says...}

    attest    "facts": [{"kind":"deposit","name":"...","account":"g1...","amount":N}]
    pay       "to": [{"account":"g1...","amount":N}]
    issue     "make": [{"count":20,"value":100}, ...]       its hash begins with the series' name
    activate  "series", "from", "to"                         serials, both ends counted
    cancel    "series", "from", "to"
    redeem    "series", "serial", "to"
    withdraw  "amount"
    votes     "entries": [{"hash":"..."}]

VERIFY is what `foirail verify --json` prints; its totals must be the ones counted here. This script knows the rules of a market with one steward:
an entry counts when he has voted for it. Amounts are integers of 0.01 Ğ1.
"""

import json
import sys
from collections import defaultdict


def read(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def one_per_slot(entries):
    """Sorts by author and height, drops repeats, and refuses two different entries in one slot."""
    slots = {}
    for e in entries:
        other = slots.setdefault((e["market"], e["author"], e["seq"]), e)
        if other["hash"] != e["hash"]:
            sys.exit(f"two entries in slot {e['author']} {e['seq']}")
    return sorted(slots.values(), key=lambda e: (e["author"], e["seq"]))


def voted(entries):
    """The hashes that a steward has voted for."""
    return {v["hash"] for e in entries if e["kind"] == "votes" for v in e["entries"]}


class Market:
    """Accounts and coupons, moved by entries in any order: what is counted is a sum, and a coupon's last state is its own."""

    def __init__(self):
        self.balance = defaultdict(int)
        self.deposits = {}
        self.withdrawals = 0
        self.value = {}
        self.issuer = {}
        self.state = {}

    def series(self, name):
        """The full name of a series, which may be given by its beginning."""
        found = {s for s, _ in self.value if s.startswith(name) or name.startswith(s)}
        if len(found) != 1:
            sys.exit(f"series {name} is not one of those issued")
        return found.pop()

    def attest(self, e):
        for fact in e["facts"]:
            if fact["kind"] != "deposit":
                continue
            if fact["name"] in self.deposits:
                sys.exit(f"deposit {fact['name']} is attested twice")
            self.deposits[fact["name"]] = fact["amount"]
            self.balance[fact["account"]] += fact["amount"]

    def pay(self, e):
        for leg in e["to"]:
            self.balance[e["author"]] -= leg["amount"]
            self.balance[leg["account"]] += leg["amount"]

    def withdraw(self, e):
        self.balance[e["author"]] -= e["amount"]
        self.withdrawals += e["amount"]

    def issue(self, e):
        serial = 0
        for row in e["make"]:
            for _ in range(row["count"]):
                serial += 1
                coupon = (e["hash"], serial)
                self.value[coupon] = row["value"]
                self.issuer[coupon] = e["author"]
                self.state[coupon] = "dormant"
                self.balance[e["author"]] -= row["value"]

    def turn(self, coupon, before, after):
        if self.state.get(coupon) != before:
            sys.exit(f"coupon {coupon} turns {after}, but is {self.state.get(coupon)}")
        self.state[coupon] = after

    def activate(self, e):
        name = self.series(e["series"])
        for serial in range(e["from"], e["to"] + 1):
            self.turn((name, serial), "dormant", "good")

    def cancel(self, e):
        name = self.series(e["series"])
        for serial in range(e["from"], e["to"] + 1):
            self.turn((name, serial), "dormant", "cancelled")
            self.balance[self.issuer[name, serial]] += self.value[name, serial]

    def redeem(self, e):
        coupon = (self.series(e["series"]), e["serial"])
        self.turn(coupon, "good", "cashed")
        self.balance[e["to"]] += self.value[coupon]

    def totals(self):
        live = sum(v for c, v in self.value.items() if self.state[c] in ("dormant", "good"))
        return {
            "deposits": sum(self.deposits.values()),
            "withdrawals": self.withdrawals,
            "balances": sum(self.balance.values()),
            "coupons": live,
        }


def count(entries):
    certified = voted(entries)
    market = Market()
    # Coupons turn in this order whatever the order of authors: made, woken or taken back, cashed.
    for kinds in (("attest",), ("issue", "pay", "withdraw"), ("activate", "cancel"), ("redeem",)):
        for e in entries:
            if e["kind"] in kinds and (e["kind"] == "attest" or e["hash"] in certified):
                getattr(market, e["kind"])(e)
    return market


def main(entries_path, verify_path):
    market = count(one_per_slot(read(entries_path)))
    mine, theirs = market.totals(), read(verify_path)[-1]["totals"]
    print("recounted", json.dumps(mine, sort_keys=True))
    if mine["balances"] + mine["coupons"] != mine["deposits"] - mine["withdrawals"]:
        sys.exit("money was made or lost")
    for account, amount in market.balance.items():
        if amount < 0:
            sys.exit(f"{account} is below zero: {amount}")
    for name, amount in mine.items():
        if theirs.get(name) != amount:
            sys.exit(f"{name}: verify says {theirs.get(name)}, the recount {amount}")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2])
