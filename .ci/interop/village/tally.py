"""Counts a market of several stewards again from its exported entries, sharing no code with the program.

It knows payments and deposits, and who sat in which epoch. A payment counts with a quorum of votes of one epoch, or with enough votes of the kind
`backed`; a fact counts when a quorum has said it word for word. Amounts are integers of 0.01 Ğ1.
"""

import json
from collections import defaultdict

from house import Wrong

QUORUM_ONLY, BACKED, LOCK = 0, 1, 3  # kinds of vote


def faults(seats):
    return (len(seats) - 1) // 3


def quorum(seats):
    return 2 * faults(seats) + 1


class Tally:
    def __init__(self, entries):
        self.entries = entries
        self.votes = defaultdict(set)  # entry: {(voter, kind)}
        for e in entries:
            if e["kind"] == "votes":
                for v in e["body"]["entries"] or []:
                    self.votes[v["hash"]].add((e["author"], v["kind"]))
        self.epochs = self.sittings()

    def sittings(self):
        """The voting keys of each epoch, from the founding on, as each was decided by the one before."""
        founder = next(e["author"] for e in self.entries if e["kind"] == "found")
        epochs = {1: {founder}}
        proposals = [e for e in self.entries if e["kind"] == "propose" and e["body"].get("topic") == "epoch"]
        for number in range(2, 2 + len(proposals)):
            for e in proposals:
                before = epochs.get(number - 1, set())
                if e["body"]["number"] == number and self.decided(e, before):
                    epochs[number] = {seat["voting"] for seat in e["body"]["seats"]}
        return epochs

    def decided(self, e, seats):
        """One steward decides with his word, several with a quorum of locks."""
        if len(seats) == 1:
            return e["author"] in seats
        lockers = {voter for voter, kind in self.votes[e["hash"]] if kind == LOCK}
        return bool(seats) and len(lockers & seats) >= quorum(seats)

    def certified(self, name):
        """Whether an entry has a full certificate, or a backed one, of any one epoch."""
        for seats in self.epochs.values():
            anyhow = {voter for voter, kind in self.votes[name] if kind in (QUORUM_ONLY, BACKED)}
            backers = {voter for voter, kind in self.votes[name] if kind == BACKED}
            if len(anyhow & seats) >= quorum(seats) or len(seats) > 1 and len(backers & seats) >= faults(seats) + 1:
                return True
        return False

    def deposits(self):
        """What a quorum has seen come in, by account."""
        said = defaultdict(set)
        for e in self.entries:
            for fact in e["body"].get("facts") or [] if e["kind"] == "attest" else []:
                if fact["kind"] == "deposit":
                    said[json.dumps(fact, sort_keys=True)].add(e["author"])
        sums = defaultdict(int)
        for wording, sayers in said.items():
            if any(len(sayers & seats) >= quorum(seats) for seats in self.epochs.values()):
                fact = json.loads(wording)
                sums[fact["account"]] += fact["amount"]
        return sums

    def balances(self):
        money = defaultdict(int, self.deposits())
        for e in self.entries:
            if e["kind"] == "pay" and self.certified(e["hash"]):
                for leg in e["body"]["to"]:
                    money[e["author"]] -= leg["amount"]
                    money[leg["account"]] += leg["amount"]
        return money


def recount(entries, verified, told):
    """Compares a recount with what `verify` and `balance` tell; answers the totals."""
    count = Tally(entries)
    money = count.balances()
    totals = {"deposits": sum(count.deposits().values()), "balances": sum(money.values())}
    if totals["deposits"] != totals["balances"]:
        raise Wrong(f"money was made or lost: {totals}")
    for name, amount in totals.items():
        if verified["totals"][name] != amount:
            raise Wrong(f"{name}: verify says {verified['totals'][name]}, the recount {amount}")
    for account, amount in told.items():
        if money[account] != amount:
            raise Wrong(f"{account}: balance says {amount}, the recount {money[account]}")
    return totals
