"""Power cuts and old disks: what a steward's machine has signed, whenever it died, and from whatever it came back."""

import os
import shutil
import signal
import subprocess
import time

from house import Skip, Wrong, until

# What a vote does to the disk, to its very end; and how it leaves the machine, the first times: what follows is other talk. Number of calls at the most.
CALLS = {"pwrite64": 60, "fsync": 60, "fdatasync": 60, "write": 8, "sendto": 8, "sendmsg": 8, "sendmmsg": 8}


def calls(village):
    """Cleo's vote is needed, since Dan is away. Her machine is killed as it enters the N-th call of each kind, counted by thread, after a payment."""
    if not shutil.which("strace") or subprocess.run(["strace", "-qq", "-o", os.devnull, "true"], capture_output=True, check=False).returncode:
        raise Skip("strace is not installed, or this machine lets nobody trace")
    village["dan"].stop()
    cleo, shown, told = village["cleo"], {}, []
    cleo.stop()
    cleo.env = {"GOMAXPROCS": "1"}  # calls are counted by thread: the fewer threads, the fewer escape the count
    cleo.start()
    for call, most in CALLS.items():
        number, missed = 0, 0
        while missed < 2 and number < most:
            number += 1
            missed = 0 if killed_at(village, cleo, call, number, shown) else missed + 1
        if number == CALLS["fsync"]:
            raise Wrong(f"a vote has no end of {call}")
        if number > missed:
            told.append(f"{call} 1 to {number - missed}")
    yield f"killed at {', '.join(told)}: each payment final after the restart"
    cleo.env = {}
    cleo.stop()
    for name in ("cleo", "dan"):
        village[name].start()
    village.agree()
    slots = gather(shown, *(house.exported() for house in village.running))
    if any(house.status()["forks"] != village.forks for house in village.running):
        raise Wrong("somebody knows of a fork")
    yield f"{slots} slots of stewards in all that was ever shown, none taken twice"


def killed_at(village, house, call, number, shown):
    """One payment, and a kill at the N-th call that follows it. Says whether there was one."""
    until(f"{house.name} votes", lambda: house.status()["votes"] and house.status()["reach"] == 3, 30)
    with Trap(house.process.pid, call, number):
        paid = village["eva"].ask("pay", "--from", "eva", "--to", village.accounts["fred"], "0.01")["entry"]
        until("the vote is there, or the machine is dead", lambda: not house.running or village["eva"].level(paid["hash"]) == "final", 20)
        time.sleep(0.3)  # a vote that is there is still on its way to others
        dead = not house.running
    house.kill()
    where = f"killed at {call} {number}"
    gather(shown, house.exported())
    house.start()
    until(f"{where}: the payment is final", lambda: village["eva"].level(paid["hash"]) == "final", 30)
    gather(shown, house.exported())
    return dead


class Trap:
    """strace on a machine that runs, which kills it as it enters the N-th call of a kind."""

    def __init__(self, pid, call, number):
        self.words = ["strace", "-f", "-p", str(pid), "-o", os.devnull, "-e", f"trace={call}", "-e", f"inject={call}:signal=KILL:when={number}"]

    def __enter__(self):
        self.process = subprocess.Popen(self.words, stderr=subprocess.PIPE, text=True)
        line = self.process.stderr.readline()
        if "attached" not in line:
            raise Wrong(f"strace says {line.strip()}")
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        self.process.communicate(timeout=10)


def gather(shown, *books):
    """Adds what books show to all that was ever shown, and counts the slots of those who vote; two entries in one are what must never be."""
    for book in books:
        for entry in book:
            if entry["kind"] not in ("votes", "attest", "seat", "propose", "next", "checkpoint"):
                continue
            slot = (entry["author"], entry["seq"])
            if shown.setdefault(slot, entry["hash"]) != entry["hash"]:
                raise Wrong(f"two entries of {slot[0]} in slot {slot[1]}")
    return len(shown)


def backup(village):
    """Dan's machine comes back from an old copy of its disk, then from a backup. Both times the old key stays silent, and the next epoch seats him."""
    yield from copied(village)
    yield from restored(village)


def copied(village):
    """The whole directory as it was yesterday, voting key and all, and nobody says so."""
    dan, old = village["dan"], os.path.join(village.scratch, "yesterday")
    dan.stop()
    shutil.copytree(dan.dir, old)
    dan.start()
    key = trades_on(village)
    dan.kill()
    shutil.rmtree(dan.dir)
    shutil.move(old, dan.dir)
    dan.start()
    took = until("the machine knows that it is an old copy", lambda: "restored_key" in dan.status().get("warnings", []), 30)
    yield f"an old copy of the disk is found out: {took:.1f} s after its start"
    yield from silent_and_back(village, *key)


def restored(village):
    """A backup, which holds no voting key."""
    dan, old = village["dan"], os.path.join(village.scratch, "backup.zip")
    dan.ask("backup", old)
    key = trades_on(village)
    dan.kill()
    shutil.rmtree(dan.dir)
    dan.ask("restore", old)
    dan.start()
    yield from silent_and_back(village, *key)


def trades_on(village):
    """Payments for which all vote; then Dan's voting key, and how far its chain goes."""
    until("dan votes", lambda: village["dan"].status()["votes"], 30)
    for _ in range(3):
        village.pays("eva", "eva", "fred", "1", "final", "5s")
    village.agree()
    key = next(s["voting"] for s in village["ana"].ask("steward", "list")["stewards"] if s["name"] == "dan")
    return key, length(village, key)


def length(village, key):
    """How far any node knows a key's chain."""
    return max((e["seq"] for house in village.running for e in house.exported() if e["author"] == key), default=0)


def silent_and_back(village, key, before):
    """The old key says nothing more; with the next epoch Dan votes again."""
    for _ in range(2):
        village.pays("eva", "eva", "fred", "1", "final", "5s")
    if village["dan"].status()["votes"] or length(village, key) != before:
        raise Wrong(f"the old key has gone on from {before} to {length(village, key)}")
    begin = time.monotonic()
    epoch = village["ana"].status()["epoch"]
    for name in ("dan", "ana", "bea", "cleo"):
        village[name].ask("steward", "join", "--name", name)
    until("all have asked", lambda: len(village["cleo"].ask("steward", "list")["candidates"]) == 4, 30)
    for name in ("ana", "bea", "cleo"):
        if village[name].status()["epoch"] == epoch:
            village[name].ask("epoch", "next")
    until("dan votes in the next epoch", lambda: village["dan"].status()["votes"] and village["dan"].status()["epoch"] == epoch + 1, 60)
    yield f"taken back by the next epoch: {time.monotonic() - begin:.1f} s after he asked"
    village.agree()
    if length(village, key) != before or any(house.status()["forks"] != village.forks for house in village.running):
        raise Wrong("the old key has signed again, or somebody knows of a new fork")
    village.pays("eva", "eva", "fred", "1", "final", "5s")
