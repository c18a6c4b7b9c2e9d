"""The ground that a village stands on: hosts that reach one another, until the roads between some of them are cut.

A road is a pair (ear, mouth): what leaves the host `mouth` is heard by the host `ear`. Roads have one direction, so that a link can be cut one way.
There are two kinds of ground:

    Street      one network namespace a host, all on one bridge, with multicast; needs root, be it of a user namespace
    Loopback    one port of this machine a host; no multicast, and no road can be cut
"""

import os
import shutil
import signal
import socket
import subprocess

from house import Skip

PORT = 4450


class NoGround(Exception):
    """Why a kind of ground is not to be had here."""


def call(*words, text=None):
    """A command that must succeed."""
    done = subprocess.run(words, input=text, text=True, capture_output=True, check=False)
    if done.returncode != 0:
        raise NoGround(f"{' '.join(words)}: {done.stderr.strip() or done.returncode}")
    return done.stdout


class Street:
    """Hosts in network namespaces on one bridge. An ear drops what comes from a mouth that it is deaf to, by its hardware address."""

    kind = "network namespaces"
    multicast = True

    def __init__(self, hosts):
        self.made = []
        self.hosts = {name: number for number, name in enumerate(hosts, 1)}
        if os.geteuid() != 0:
            raise NoGround("not root")
        for tool in ("ip", "nft"):
            if not shutil.which(tool):
                raise NoGround(f"{tool} is not installed")
        try:
            self.sweep()
            self.lay()
        except BaseException:
            self.close()
            raise

    def sweep(self):
        """Takes away what a run that was killed has left."""
        for line in call("ip", "netns", "list").splitlines():
            name = line.split()[0]
            parts = name.split("-")
            if parts[0] == "foirail" and len(parts) == 3 and not os.path.exists(f"/proc/{parts[1]}"):
                for left in call("ip", "netns", "pids", name).split():
                    os.kill(int(left), signal.SIGKILL)
                call("ip", "netns", "del", name)

    def lay(self):
        self.bridge = self.space("bridge")
        call("ip", "-n", self.bridge, "link", "add", "road", "type", "bridge", "mcast_snooping", "0")
        call("ip", "-n", self.bridge, "link", "set", "road", "up")
        for name, number in self.hosts.items():
            self.build(self.space(name), number)

    def space(self, name):
        full = f"foirail-{os.getpid()}-{name}"
        call("ip", "netns", "add", full)
        self.made.append(full)
        return full

    def build(self, space, number):
        port = f"v{number}"
        call("ip", "-n", self.bridge, "link", "add", port, "type", "veth", "peer", "name", "eth0", "netns", space)
        call("ip", "-n", self.bridge, "link", "set", port, "master", "road", "up")
        call("ip", "-n", space, "link", "set", "lo", "up")
        call("ip", "-n", space, "link", "set", "eth0", "address", self.hardware(number), "up")
        call("ip", "-n", space, "addr", "add", f"10.44.0.{number}/24", "dev", "eth0")
        call("ip", "-n", space, "addr", "add", f"fd44::{number}/64", "dev", "eth0", "nodad")
        call("ip", "-n", space, "route", "add", "224.0.0.0/4", "dev", "eth0")
        call("ip", "netns", "exec", space, "nft", "-f", "-", text="""
            table netdev village {
                set deaf { type ether_addr; }
                chain in {
                    type filter hook ingress device eth0 priority 0; policy accept;
                    ether saddr @deaf drop
                }
            }""")

    @staticmethod
    def hardware(number):
        return f"02:00:00:00:00:{number:02x}"

    def enter(self, name):
        """What stands before a command that runs on a host."""
        return ["ip", "netns", "exec", f"foirail-{os.getpid()}-{name}"]

    def serve_flags(self, name):
        return []

    def address(self, name):
        """Where others reach a host's node over TCP."""
        return f"10.44.0.{self.hosts[name]}", PORT

    def cut(self, roads):
        """Cuts these roads, and opens all others."""
        for ear in self.hosts:
            mouths = ", ".join(self.hardware(self.hosts[mouth]) for e, mouth in roads if e == ear)
            words = "flush set netdev village deaf\n"
            if mouths:
                words += f"add element netdev village deaf {{ {mouths} }}\n"
            call(*self.enter(ear), "nft", "-f", "-", text=words)

    def close(self):
        for space in reversed(self.made):
            subprocess.run(["ip", "netns", "del", space], capture_output=True, check=False)
        self.made = []


class Loopback:
    """Hosts that are ports of this machine, and know one another's addresses. Its roads cannot be cut: nodes tell one another where they listen."""

    kind = "loopback"
    multicast = False

    def __init__(self, hosts):
        self.ports = {}
        for name in hosts:
            with socket.create_server(("127.0.0.1", 0)) as free:
                self.ports[name] = free.getsockname()[1]

    def enter(self, name):
        return []

    def serve_flags(self, name):
        flags = ["--no-mdns", "--listen", f"/ip4/127.0.0.1/tcp/{self.ports[name]}"]
        for other, port in self.ports.items():
            if other != name:
                flags += ["--peer", f"127.0.0.1:{port}"]
        return flags

    def address(self, name):
        return "127.0.0.1", self.ports[name]

    def cut(self, roads):
        if roads:
            raise Skip("roads cannot be cut on loopback")

    def close(self):
        pass


def between(one, other):
    """All roads between two groups of hosts, both ways."""
    return {pair for a in one for b in other for pair in ((a, b), (b, a))}
