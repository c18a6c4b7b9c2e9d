"""A peer in another language: js-libp2p and a program written from the pages of the mesh and of the entries alone."""

import json
import os
import queue
import shutil
import subprocess
import threading
import time

from house import Over, Skip, Wrong, tied
from village import STEWARDS

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "peer-js")


def play(village):
    """It meets all four stewards, and is judged by what it says, and by what the others hold afterwards."""
    program = install(village)
    founded = next(e for e in village["ana"].exported() if e["kind"] == "found")
    places = [place(village, name) for name in STEWARDS]
    peer = Peer(village, [*village.ground.enter("guest"), "node", program, founded["community"], founded["market"], "3", *places])
    try:
        yield f"met {peer.says('stewards')} stewards, each with its proof"
        yield f"frontier: {peer.says('frontier')}"
        fetched = peer.says("fetched")
        known = next((e for e in village["bea"].exported() if e["hash"] == fetched["hash"]), None)
        if not known or known["seq"] != fetched["seq"]:
            raise Wrong(f"nobody holds what was fetched: {fetched}")
        yield f"fetched and checked: entry {fetched['seq']} of {known['author']}, {known['kind']}"
        address = peer.says("account")
        village.accounts["stranger"] = address
        village.attest(address, 5, "envelope-stranger")
        village.agree()
        begin = time.monotonic()
        peer.hears(f"{village.accounts['eva']} 120")
        final = peer.says("final", whole=True)
        yield f"its payment of {final['bytes']} bytes is final by {final['votes']} votes that it has checked: {time.monotonic() - begin:.2f} s"
    finally:
        peer.close()
    village.agree()
    if village["fred"].level(final["final"]) != "final" or village.holds("stranger") != 500 - 120:
        raise Wrong(f"elsewhere it is {village['fred'].level(final['final'])}, and the account holds {village.holds('stranger')}")
    village.recount(village["fred"])


def place(village, name):
    host, port = village.ground.address(name)
    return f"/ip4/{host}/tcp/{port}/p2p/{village[name].ready['peer']}"


def install(village):
    """Puts the program and what it needs into the scratch folder; answers where it is."""
    missing = [tool for tool in ("node", "npm") if not shutil.which(tool)]
    if missing:
        raise Skip(f"{' and '.join(missing)} not installed")
    folder = os.path.join(village.scratch, "peer-js")
    shutil.copytree(HERE, folder, ignore=shutil.ignore_patterns("node_modules"))
    words = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--cache", os.path.join(village.scratch, "npm")]
    try:
        done = subprocess.run(words, cwd=folder, text=True, capture_output=True, timeout=180, check=False)
    except subprocess.TimeoutExpired:
        raise Skip("its packages do not come in 180 s") from None
    if done.returncode != 0:
        raise Skip(f"its packages are out of reach: {' '.join(done.stderr.split())[-200:]}")
    return os.path.join(folder, "peer.mjs")


class Peer:
    """The program while it runs: lines in, lines of JSON out."""

    def __init__(self, village, words):
        self.log = os.path.join(village.scratch, "peer-js.log")
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True,
                                            start_new_session=True, preexec_fn=tied)
        self.lines = queue.Queue()
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.stdout:
            self.lines.put(line)
        self.lines.put("")

    def says(self, key, whole=False, seconds=30):
        """The next line, which must be of that kind: what it says there, or all of it."""
        try:
            line = self.lines.get(timeout=seconds)
        except queue.Empty:
            raise Wrong(f"the peer does not say {key} in {seconds} s") from None
        said = json.loads(line) if line else {}
        if key not in said:
            with open(self.log, encoding="utf-8") as log:
                raise Over(f"the peer says {line.strip() or 'nothing more'}, not {key}: {log.read()[-600:]}")
        return said if whole else said[key]

    def hears(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def close(self):
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()
