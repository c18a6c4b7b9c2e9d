"""What is played in the village, in this order. A scene answers the figures that it has measured, and raises Wrong."""

import time
from dataclasses import dataclass
from typing import Callable

from ear import Ear
from house import Skip


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


SCENES = [
    Scene("find", "six nodes are in touch with one another", find, stands=True),
    Scene("hear", "they found each other by mDNS alone, and avahi hears them all", hear),
]
