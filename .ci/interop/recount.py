#!/usr/bin/env python3
"""Counts a market again from its exported entries, sharing no code with the program.

usage: recount.py ENTRIES.jsonl VERIFY.json

ENTRIES is one JSON object a line, as `foirail bundle export FILE --json` prints them:

    {"v":1, "kind":"pay", "author":"g1...", "market":"...", "seq":1, "hash":"...", "body":{...}, ...}

    attest    "facts": [{"kind":"deposit","note":"...","block":N,"event":N,"account":"g1...","amount":N}]
    pay       "to": [{"account":"g1...","amount":N}]
    issue     "make": [{"count":20,"value":100}, ...]       its hash is the series' name
    activate  "series", "ranges": [[1,34]]                   serials, both ends counted
    cancel    "series", "ranges"
    redeem    "series", "serial", "to"
    withdraw  "amount"
    votes     "entries": [{"hash":"..."}]
    propose   "topic":"expire", "series", "returned": [[2,5]]

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
    return {v["hash"] for e in entries if e["kind"] == "votes" for v in e["body"]["entries"] or []}


def serials(series, ranges):
    """The coupons of some ranges of a series."""
    return [(series, serial) for first, last in ranges for serial in range(first, last + 1)]


class Market:
    """Accounts and coupons, moved by entries in any order: what is counted is a sum, and a coupon's last state is its own."""

    def __init__(self):
        self.balance = defaultdict(int)
        self.deposits = {}
        self.withdrawals = 0
        self.value = {}
        self.issuer = {}
        self.state = {}

    def attest(self, e):
        for fact in e["body"]["facts"]:
            if fact["kind"] != "deposit":
                continue
            name = (fact["note"], fact["block"], fact["event"])
            if name in self.deposits:
                sys.exit(f"deposit {name} is attested twice")
            self.deposits[name] = fact["amount"]
            self.balance[fact["account"]] += fact["amount"]

    def pay(self, e):
        for leg in e["body"]["to"]:
            self.balance[e["author"]] -= leg["amount"]
            self.balance[leg["account"]] += leg["amount"]

    def withdraw(self, e):
        self.balance[e["author"]] -= e["body"]["amount"]
        self.withdrawals += e["body"]["amount"]

    def issue(self, e):
        serial = 0
        for row in e["body"]["make"]:
            for _ in range(row["count"]):
                serial += 1
                coupon = (e["hash"], serial)
                self.value[coupon] = row["value"]
                self.issuer[coupon] = e["author"]
                self.state[coupon] = "dormant"
                self.balance[e["author"]] -= row["value"]

    def turn(self, coupon, before, after):
        if self.state.get(coupon) not in before:
            sys.exit(f"coupon {coupon} turns {after}, but is {self.state.get(coupon)}")
        self.state[coupon] = after

    def give_back(self, series, ranges, before, after):
        for coupon in serials(series, ranges):
            self.turn(coupon, before, after)
            self.balance[self.issuer[coupon]] += self.value[coupon]

    def activate(self, e):
        for coupon in serials(e["body"]["series"], e["body"]["ranges"]):
            self.turn(coupon, ("dormant",), "good")

    def cancel(self, e):
        self.give_back(e["body"]["series"], e["body"]["ranges"], ("dormant",), "cancelled")

    def redeem(self, e):
        coupon = (e["body"]["series"], e["body"]["serial"])
        self.turn(coupon, ("good",), "cashed")
        self.balance[e["body"]["to"]] += self.value[coupon]

    def propose(self, e):
        if e["body"]["topic"] == "expire":
            self.give_back(e["body"]["series"], e["body"]["returned"] or [], ("dormant", "good"), "expired")

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
    # Coupons turn in this order whatever the order of authors: made, woken or taken back, cashed, ended. The steward's own words need no vote.
    for kinds in (("attest",), ("issue", "pay", "withdraw"), ("activate", "cancel"), ("redeem",), ("propose",)):
        for e in entries:
            if e["kind"] in kinds and (e["kind"] in ("attest", "propose") or e["hash"] in certified):
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
