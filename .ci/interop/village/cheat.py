"""Who pays twice: one purse on two machines, on both sides of a cut."""

import os
import shutil
import time

from ground import between
from house import Wrong, until

PURSE, TWICE = 100, 80  # what he has, and what he pays on each side, in whole Ğ1
FRAUD = 2 * TWICE - PURSE


def play(village):
    """A member's purse is copied, and spent on both sides of a 2/2 cut."""
    left, right = ["ana", "bea", "eva", "mal"], ["cleo", "dan", "fred", "twin"]
    village.cut(between(left, right))  # can this ground be cut?
    village.heal()
    one, other = machines(village)
    village.cut(between(left, right))
    for house in (one, other):
        house.start()
    for side in (left, right):
        village.in_touch([village[name] for name in side])
    before = {name: village.holds(name) for name in ("eva", "fred")}
    first = village.tries("mal", "mal", "eva", str(TWICE), "backed", "10s", exits=(0,))
    second = village.tries("twin", "mal", "fred", str(TWICE), "backed", "10s", exits=(0,))
    if (first["seq"], first["level"], second["level"]) != (second["seq"], "backed", "backed"):
        raise Wrong(f"the two payments: {first}, {second}")
    village.heal()
    begin = time.monotonic()
    until("the fork is proven on every node", lambda: proven(village), 60)
    village.forks = 1
    yield f"the fork is proven on every node: {time.monotonic() - begin:.1f} s after the healing"
    yield f"the same state everywhere: {village.agree():.1f} s later"
    yield from judged(village, before, {first["hash"], second["hash"]})
    shunned(village, one)
    for house in (one, other):
        house.stop()
        shutil.rmtree(house.dir)


def machines(village):
    """The cheater's machine, and its copy with another peer key, both stopped."""
    one, other = village.house("mal"), village.house("twin")
    one.ask("peer", "add", village["ana"].ask("peer", "show")["code"])
    village.strike_out(one)
    one.start()
    village.agree()
    village.open_account("mal", "mal", PURSE, member=True)
    village.agree()
    one.stop()
    shutil.copytree(one.dir, other.dir)
    os.remove(os.path.join(other.dir, "peer.key"))
    return one, other


def proven(village):
    for house in village.running:
        if house.status()["forks"] != 1:
            raise Wrong(f"{house.name} knows of none")
    return True


def judged(village, before, hashes):
    """Both payees keep what was backed; the cheater owes exactly the fraud, and everybody names him."""
    for name, had in before.items():
        if village.holds(name) != had + TWICE * 100:
            raise Wrong(f"{name} had {had} and has {village.holds(name)}")
    if village.holds("mal") != -FRAUD * 100:
        raise Wrong(f"the cheater is at {village.holds('mal')}, not at {-FRAUD * 100}")
    for house in village.running:
        forks = house.many("fork", "list")
        if len(forks) != 1 or {e["hash"] for e in forks[0]["entries"]} != hashes:
            raise Wrong(f"{house.name} lists {forks}")
        told = (forks[0]["account"], forks[0]["open"], forks[0]["owes"], forks[0]["bears"])
        if told != (village.accounts["mal"], True, FRAUD * 100, "owner"):
            raise Wrong(f"{house.name} says {told}")
        if not house.ask("verify")["ok"]:
            raise Wrong(f"verify finds a breach at {house.name}")
    yield f"both payees keep {TWICE} Ğ1; the cheater had {PURSE} and owes {FRAUD}; fork list names {forks[0]['bears']} everywhere"
    totals = village.recount(village["eva"])
    yield f"recounted from the entries alone: deposits {totals['deposits']}, balances {totals['balances']}"


def shunned(village, house):
    """No steward votes for the account from the forked slot on."""
    done = house.run("--json", "--wait", "backed", "--timeout", "3s", "pay", "--from", "mal", "--to", village.accounts["gil"], "1")
    if done.returncode not in (3, 4):
        raise Wrong(f"the cheater pays again: exit {done.returncode}: {done.stdout}{done.stderr}")
    forked = {(e["author"], e["seq"]) for e in house.exported() if e["author"] == village.accounts["mal"]}
    first = min(seq for _, seq in forked)
    later = {e["hash"] for e in house.exported() if e["author"] == village.accounts["mal"] and e["seq"] > first}
    if later & village.voted(village["ana"]):
        raise Wrong("a steward has voted for what follows the fork")
