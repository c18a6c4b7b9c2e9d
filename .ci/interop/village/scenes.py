"""What is played in the village, in this order. A scene answers the figures that it has measured, and raises Wrong."""

import time
from dataclasses import dataclass
from typing import Callable

import cheat
import power
import stranger
from ear import Ear
from ground import between
from house import Skip, Wrong, until
from village import STEWARDS

SOON = "5s"         # in which a payment is final where a quorum is in reach
NOTICED = 50        # seconds in which a cut is noticed: a road that is dead without saying so takes longest
HEALED = 60         # seconds in which everybody has everything after a healing
LONG = 60           # seconds of a long cut: what was open between the two sides has been given up by then


@dataclass
class Scene:
    key: str
    name: str
    play: Callable
    stands: bool = False  # the scenes after it stand on it


def find(village):
    """Six nodes that know the community's name, and no address, find one another by mDNS; on loopback by their addresses."""
    founder = village["ana"]
    founder.ask("found", "--name", "Vallée", "--market", "Foirail", "--chain", "none")
    founder.start()
    code = founder.ask("peer", "show")["code"]
    others = [house for house in village.houses.values() if house is not founder]
    for house in others:
        house.ask("peer", "add", code)
        village.strike_out(house)
    begin = time.monotonic()
    for house in others:
        house.start()
    touch = village.in_touch(village.running)
    yield f"{'by mDNS alone' if village.ground.multicast else 'by addresses'}, all in touch: {time.monotonic() - begin:.1f} s after the first was started, {touch:.1f} s after the last"
    yield f"all hold the founding: {village.agree():.1f} s later"
    yield f"memory of a node at rest: {max(house.memory() for house in village.running):.0f} MB at the most"


def hear(village):
    """Other people's mDNS hears and resolves every node."""
    if not village.ground.multicast:
        raise Skip("no multicast on loopback")
    if Ear.missing():
        raise Skip(f"{', '.join(Ear.missing())} not installed")
    village.ear = Ear(village.ground, "ear", village.scratch)
    took = village.ear.hears([house.ready["peer"] for house in village.running])
    yield f"avahi-browse resolves all six: {took:.1f} s after avahi was started"


def grow(village):
    """The founder's market takes in three stewards, who ask, show that they are in step, and are seated by a decision."""
    founder = village["ana"]
    # A line of 400 is 100 for each of four stewards; a fund of 1600 is 400 each.
    founder.ask("policy", "propose", "--line", "400", "--fund", "1600")
    village.agree()
    begin = time.monotonic()
    for name in STEWARDS[1:]:
        village[name].ask("steward", "join", "--name", name)
    until("the candidates are in step", lambda: in_step(founder, STEWARDS[1:]), 90)
    yield f"three candidates in step: {time.monotonic() - begin:.1f} s"
    begin = time.monotonic()
    founder.ask("steward", "propose", *(word for name in STEWARDS[1:] for word in ("--seat", name)))
    until("four stewards vote", lambda: all(votes_with(village[name], 4) for name in STEWARDS), 60)
    yield f"four stewards vote: {time.monotonic() - begin:.1f} s after the decision"
    village.agree()


def in_step(house, names):
    candidates = {c["name"]: c.get("lacks", "") for c in house.ask("steward", "list")["candidates"]}
    lacking = [f"{name} {candidates.get(name, 'has not asked')}" for name in names if candidates.get(name, "?")]
    if lacking:
        raise Wrong(", ".join(lacking))
    return True


def votes_with(house, count):
    """Whether a steward votes, and has all the others in reach."""
    s = house.status()
    if not (s["votes"] and s["stewards"] == count and s["reach"] == count):
        raise Wrong(f"{house.name}: votes {s['votes']}, {s['reach']} of {s['stewards']} in reach, epoch {s['epoch']}, {s.get('warnings')}")
    return True


def trade(village):
    """Accounts, deposits that a quorum attests, and payments that are final in time."""
    village.open_account("eva", "eva", 500, member=True)
    village.open_account("eva", "gil", 200)
    village.open_account("fred", "fred", 500, member=True)
    village.agree()
    took = []
    for number in range(6):
        payer, payee = ("eva", "fred") if number % 2 == 0 else ("fred", "eva")
        took.append(village.pays(payer, payer, payee, "1.50", "final", SOON))
    yield f"sign to final, with the command: {min(took):.2f} to {max(took):.2f} s"
    village.agree()
    totals = village.recount(village["fred"])
    yield f"recounted from the entries alone: deposits {totals['deposits']}, balances {totals['balances']}"


def kill(village):
    """One steward of four is killed. The three others go on; he catches up when he is back."""
    village["dan"].kill()
    took = [village.pays("eva", "eva", "fred", "1", "final", SOON) for _ in range(3)]
    yield f"with three of four, sign to final: {min(took):.2f} to {max(took):.2f} s"
    until("three are in reach", lambda: village["ana"].status()["reach"] == 3, NOTICED)
    village["dan"].start()
    yield f"the fourth has caught up: {village.agree():.1f} s after its start"
    until("the fourth votes again", lambda: votes_with(village["dan"], 4), 30)


def three_one(village):
    """Three stewards and a wallet on one side, one and one on the other."""
    one, many = ["dan", "fred"], ["ana", "bea", "cleo", "eva"]
    village.cut(between(one, many))
    begin = time.monotonic()
    took = village.pays("eva", "eva", "fred", "2", "final", SOON)
    yield f"the three go on, sign to final: {took:.2f} s"
    lonely = village.tries("fred", "fred", "eva", "2", "final", "4s")
    if lonely["level"] not in ("promised", "backed"):
        raise Wrong(f"with one steward of four a payment is {lonely['level']}")
    until("the one says that the quorum is out of reach", lambda: out_of_reach(village["dan"], 1), NOTICED)
    yield f"the one says so: {time.monotonic() - begin:.1f} s after the cut"
    human = village["dan"].run("status").stdout
    if "1 of 4 stewards, 3 are needed" not in human:
        raise Wrong(f"status does not tell people: {human}")
    if village["ana"].status()["quorum"] is not True:
        raise Wrong("the three have a quorum and do not say so")
    time.sleep(max(0, begin + LONG - time.monotonic()))
    yield from healed(village)
    if village["eva"].level(lonely["hash"]) != "final":
        raise Wrong("what waited on the lonely side is not final after the healing")


def out_of_reach(house, reach):
    s = house.status()
    if s["quorum"] or s["reach"] > reach:
        raise Wrong(f"{house.name} says quorum {s['quorum']}, reach {s['reach']}")
    return True


def two_two(village):
    """Two stewards and a wallet on each side: nothing is final, members are backed within the line."""
    left, right = ["ana", "bea", "eva"], ["cleo", "dan", "fred"]
    village.cut(between(left, right))
    waiting = {}
    for wallet, payer, payee in (("eva", "eva", "gil"), ("fred", "fred", "eva")):
        waiting[payer] = village.tries(wallet, payer, payee, "60", "backed", SOON, exits=(0,))
    yield from says_so(village)
    for wallet, payer, what in (("eva", "eva", "beyond the line"), ("fred", "fred", "beyond the line"), ("eva", "gil", "by no member")):
        waiting[f"{payer} {what}"] = late = village.tries(wallet, payer, "eva" if payer != "eva" else "fred", "60", "final", "4s")
        if late["level"] != "promised":
            raise Wrong(f"a payment {what} is {late['level']}")
    for name in ("ana", "cleo"):
        until(f"{name} says that the quorum is out of reach", lambda name=name: out_of_reach(village[name], 2), NOTICED)
    yield from healed(village)
    for who, entry in waiting.items():
        if village["fred"].level(entry["hash"]) != "final":
            raise Wrong(f"what {who} paid is not final after the healing")


def says_so(village):
    """What a person reads of a payment that only waits, and of one that is backed."""
    for payer, amount, wait, status, must in (("gil", "1", "final", 4, "Signed, not yet money. The risk is the payee's own."),
                                              ("fred", "1", "backed", 0, "the guarantee fund pays.")):
        house = "eva" if payer == "gil" else payer
        done = village[house].run("--wait", wait, "--timeout", "5s", "pay", "--from", payer, "--to", village.accounts["eva"], amount)
        if done.returncode != status or must not in done.stdout + done.stderr:
            raise Wrong(f"exit {done.returncode}, and people read: {done.stdout}{done.stderr}")
        yield f"people read: {must}"


def healed(village):
    """All roads open: how long until everybody has the same state, lacks nothing, and every honest entry is final."""
    village.heal()
    begin = time.monotonic()
    until("the same state everywhere and nothing waits", lambda: at_rest(village), HEALED)
    yield f"healed, the same state hash everywhere and all final: {time.monotonic() - begin:.1f} s"


def at_rest(village):
    """Whether all nodes hold the same, nothing waits for votes anywhere, and none believes that it or another lacks something."""
    told = {house.name: (house.ask("verify"), house.status()) for house in village.running}
    states = {(v["state"], v["entries"]) for v, _ in told.values()}
    if len(states) != 1:
        raise Wrong(", ".join(f"{name} {v['state'][:8]} of {v['entries']}" for name, (v, _) in told.items()))
    for name, (_, s) in told.items():
        if s["promised"] or s["backed"] or s["behind"] or s["ahead"]:
            raise Wrong(f"the same state; {name}: {s['promised']} promised, {s['backed']} backed, behind {s['behind']}, ahead {s['ahead']}")
    return True


def one_way(village):
    """Bea hears Ana, and Ana does not hear Bea. Others carry what the two cannot say to each other."""
    village.cut({("ana", "bea")})
    took = [village.pays("eva", "eva", "fred", "1", "final", SOON) for _ in range(2)]
    yield f"with the link open one way only, sign to final: {max(took):.2f} s"
    yield f"both hold the same through others: {village.agree():.1f} s"
    until("ana has noticed", lambda: village["ana"].status()["reach"] == 3, NOTICED)
    took = village.pays("fred", "fred", "eva", "1", "final", SOON)
    yield f"when it was noticed, sign to final: {took:.2f} s"
    village.heal()
    yield f"in touch again: {village.in_touch(village.running):.1f} s after the healing"
    village.agree()


SCENES = [
    Scene("find", "six nodes are in touch with one another", find, stands=True),
    Scene("hear", "they found each other by mDNS alone, and avahi hears them all", hear),
    Scene("grow", "a market grows from one steward to four", grow, stands=True),
    Scene("trade", "payments are certified by four stewards", trade, stands=True),
    Scene("kill", "payments are final while one steward is dead, who then catches up", kill),
    Scene("three-one", "cut 3/1: the three go on, the one says that it cannot, and all heals", three_one),
    Scene("two-two", "cut 2/2: nothing final, backed within the line, promises in amber, and all heals", two_two),
    Scene("one-way", "a link that is open one way only hangs nobody", one_way),
    Scene("cheat", "who pays twice across a cut is proven and bears it; conservation holds", cheat.play),
    Scene("power", "a steward killed at each system call of a vote has never forked", power.calls),
    Scene("backup", "a steward restored from yesterday's backup never signs with the old key, and is taken back", power.backup),
    Scene("stranger", "a peer in another language fetches, checks, and hands in a payment that is final", stranger.play),
]
