"""Two Reticulum nodes, each with its own driver of an RNode on one of our simulated boards, exchange an announce, packets, a link
and a resource. One runs with `listen`, the other with `call`; both leave with 0 when all has come through.

    reticulum.py listen|call FOLDER PORT
"""

import os
import sys
import threading
import time

import RNS

CONFIG = """
[reticulum]
  enable_transport = No
  share_instance = No
  panic_on_interface_error = Yes

[logging]
  loglevel = 3

[interfaces]
  [[board]]
    type = RNodeInterface
    enabled = yes
    port = {port}
    frequency = 869525000
    bandwidth = 250000
    txpower = 14
    spreadingfactor = 7
    codingrate = 5
"""

APP, ASPECT = "foirail", "judge"
# Packets of some lengths, and one of the bytes that the framing sets apart.
PACKETS = [b"x" * 32, b"y" * 100, b"z" * 200, bytes([0xC0, 0xDB]) * 40, b"w" * 383]
RESOURCE = bytes(range(256)) * 8


class Gate:
    """Something that has to happen."""

    def __init__(self, name):
        self.name, self.event, self.value = name, threading.Event(), None

    def open(self, value=True):
        self.value = value
        self.event.set()

    def wait(self, patience):
        if not self.event.wait(patience):
            print("waited in vain for", self.name, flush=True)
            os._exit(1)
        print("came:", self.name, flush=True)
        return self.value


def node(folder, port):
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "config"), "w", encoding="ascii") as file:
        file.write(CONFIG.format(port=port))
    return RNS.Reticulum(folder)


def online(patience=30):
    """Waits until Reticulum's driver says that its board is up."""
    for _ in range(patience * 10):
        if any(i.online and "RNode" in type(i).__name__ for i in RNS.Transport.interfaces):
            return
        time.sleep(0.1)
    print("the board did not come up", flush=True)
    os._exit(1)


def listen(folder, port):
    node(folder, port)
    online()
    here = RNS.Destination(RNS.Identity(), RNS.Destination.IN, RNS.Destination.SINGLE, APP, ASPECT)
    here.set_proof_strategy(RNS.Destination.PROVE_ALL)
    arrived = Gate("a resource, whole")
    heard = []
    here.set_packet_callback(lambda data, packet: heard[-1:] == [data] or heard.append(data))

    def linked(link):
        link.set_resource_strategy(RNS.Link.ACCEPT_ALL)
        link.set_resource_concluded_callback(concluded)

    def concluded(resource):
        data = resource.data.read() if resource.status == RNS.Resource.COMPLETE else b""
        if data == RESOURCE:
            arrived.open()

    here.set_link_established_callback(linked)
    stop = threading.Event()

    def announce():
        while not stop.wait(4):
            here.announce(app_data=b"judge")

    threading.Thread(target=announce, daemon=True).start()
    while not heard:
        time.sleep(0.1)
    stop.set()
    arrived.wait(120)
    if heard != PACKETS:
        print("packets came as", [len(p) for p in heard], flush=True)
        os._exit(1)
    time.sleep(2)


class Ear:
    """Hears the announce of the other side."""

    aspect_filter = APP + "." + ASPECT

    def __init__(self, gate):
        self.gate = gate

    def received_announce(self, destination_hash, announced_identity, app_data):
        if app_data == b"judge":
            self.gate.open(announced_identity)


def deliver(there, payload):
    """Sends a packet until its proof comes, three times at the most: two boards that draw the same lot collide."""
    proof = Gate(f"the proof of {len(payload)} bytes")
    for _ in range(3):
        receipt = RNS.Packet(there, payload).send()
        receipt.set_delivery_callback(lambda r: proof.open())
        if proof.event.wait(12):
            break
    proof.wait(0)


def call(folder, port):
    found = Gate("the announce")
    node(folder, port)
    RNS.Transport.register_announce_handler(Ear(found))
    online()
    there = RNS.Destination(found.wait(60), RNS.Destination.OUT, RNS.Destination.SINGLE, APP, ASPECT)
    for payload in PACKETS:
        deliver(there, payload)
    up, done = Gate("the link"), Gate("the resource's end")
    link = RNS.Link(there, established_callback=lambda l: up.open())
    up.wait(30)
    RNS.Resource(RESOURCE, link, callback=lambda r: done.open(r.status), auto_compress=False)
    if done.wait(120) != RNS.Resource.COMPLETE:
        print("the resource failed", flush=True)
        os._exit(1)
    link.teardown()
    time.sleep(1)


if __name__ == "__main__":
    {"listen": listen, "call": call}[sys.argv[1]](sys.argv[2], sys.argv[3])
    os._exit(0)
