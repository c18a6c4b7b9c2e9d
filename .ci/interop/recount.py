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
    votes     "entries": [{"hash":"...", "kind":0}]             0 quorum-only, 1 backed, 3 lock
    propose   "topic":"epoch", "number", "seats": [{"voting":"g1..."}]
              "topic":"expire", "series", "returned": [[2,5]]

VERIFY is what `foirail verify --json` prints; its totals must be the ones counted here. An entry counts with a quorum of votes of one epoch, or, a
payment, with enough backed ones; both entries of a forked slot may. A fact counts when a quorum of one epoch has said it word for word. Not known
here: a dispute that ended with entries that votes alone do not certify, stewards named by vault keys, more votes for backing than the least, a
second market. Amounts are integers of 0.01 Ğ1.
"""

import json
import sys
from collections import defaultdict


class Wrong(Exception):
    """What does not add up."""


def read(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


QUORUM_ONLY, BACKED, LOCK = 0, 1, 3  # kinds of vote


def faults(seats):
    return (len(seats) - 1) // 3


def quorum(seats):
    return 2 * faults(seats) + 1


class Council:
    """Who sat in which epoch, and what they have voted for."""

    def __init__(self, entries):
        self.votes = defaultdict(set)  # entry: {(voter, kind)}
        for e in entries:
            for v in e["body"]["entries"] or [] if e["kind"] == "votes" else []:
                self.votes[v["hash"]].add((e["author"], v["kind"]))
        self.epochs = [{next(e["author"] for e in entries if e["kind"] == "found")}]
        proposals = [e for e in entries if e["kind"] == "propose" and e["body"].get("topic") == "epoch"]
        while next_seats := self.next(proposals):
            self.epochs.append(next_seats)

    def next(self, proposals):
        """The seats of the epoch after the last one known, as that one has decided them."""
        for e in proposals:
            if e["body"]["number"] == len(self.epochs) + 1 and self.decided(e, [self.epochs[-1]]):
                return {seat["voting"] for seat in e["body"]["seats"]}
        return None

    def decided(self, e, epochs):
        """One steward decides with his word, several with a quorum of locks."""
        return any(e["author"] in seats if len(seats) == 1 else self.enough(e["hash"], seats, (LOCK,), quorum(seats)) for seats in epochs)

    def enough(self, name, seats, kinds, least):
        return len({voter for voter, kind in self.votes[name] if kind in kinds and voter in seats}) >= least

    def full(self, name):
        return any(self.enough(name, seats, (QUORUM_ONLY, BACKED), quorum(seats)) for seats in self.epochs)

    def certified(self, e):
        backed = any(len(seats) > 1 and self.enough(e["hash"], seats, (BACKED,), faults(seats) + 1) for seats in self.epochs)
        return self.full(e["hash"]) or e["kind"] == "pay" and backed

    def facts(self, entries):
        """What a quorum of one epoch has said word for word, each once."""
        said = defaultdict(set)
        for e in entries:
            for fact in e["body"]["facts"] or [] if e["kind"] == "attest" else []:
                said[json.dumps(fact, sort_keys=True)].add(e["author"])
        return [json.loads(wording) for wording, by in sorted(said.items()) if any(len(by & seats) >= quorum(seats) for seats in self.epochs)]


def once(entries, council):
    """Sorts by author and height, drops repeats, and refuses two full certificates in one slot."""
    kept, slots = {}, {}
    for e in entries:
        kept[e["hash"]] = e
        if council.full(e["hash"]) and e["kind"] != "redeem":
            other = slots.setdefault((e["market"], e["author"], e["seq"]), e["hash"])
            if other != e["hash"]:
                raise Wrong(f"two full certificates in slot {e['author']} {e['seq']}")
    return sorted(kept.values(), key=lambda e: (e["author"], e["seq"], e["hash"]))


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

    def attest(self, fact):
        if fact["kind"] != "deposit":
            return
        name = (fact["note"], fact["block"], fact["event"])
        if name in self.deposits:
            raise Wrong(f"deposit {name} is attested twice")
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
            raise Wrong(f"coupon {coupon} turns {after}, but is {self.state.get(coupon)}")
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
    council, market = Council(entries), Market()
    for fact in council.facts(entries):
        market.attest(fact)
    # Coupons turn in this order whatever the order of authors: made, woken or taken back, cashed, ended.
    for kinds in (("issue", "pay", "withdraw"), ("activate", "cancel"), ("redeem",), ("propose",)):
        for e in once(entries, council):
            if e["kind"] in kinds and (council.decided(e, council.epochs) if e["kind"] == "propose" else council.certified(e)):
                getattr(market, e["kind"])(e)
    return market, forkers(entries)


def forkers(entries):
    """The authors of two entries in one slot. Only they may owe."""
    slots, found = {}, set()
    for e in entries:
        if e["kind"] != "redeem" and slots.setdefault((e["market"], e["author"], e["seq"]), e["hash"]) != e["hash"]:
            found.add(e["author"])
    return found


def compare(entries, verified):
    """Counts, and compares with what verify tells; answers the market that was counted."""
    market, forked = count(entries)
    mine, theirs = market.totals(), verified["totals"]
    if mine["balances"] + mine["coupons"] != mine["deposits"] - mine["withdrawals"]:
        raise Wrong("money was made or lost")
    for account, amount in market.balance.items():
        if amount < 0 and account not in forked:
            raise Wrong(f"{account} is below zero: {amount}")
    for name, amount in mine.items():
        if theirs.get(name) != amount:
            raise Wrong(f"{name}: verify says {theirs.get(name)}, the recount {amount}")
    return market


def main(entries_path, verify_path):
    market = compare(read(entries_path), read(verify_path)[-1])
    print("recounted", json.dumps(market.totals(), sort_keys=True))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    try:
        main(sys.argv[1], sys.argv[2])
    except Wrong as wrong:
        sys.exit(str(wrong))
