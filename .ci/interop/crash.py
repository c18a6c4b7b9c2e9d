#!/usr/bin/env python3
"""Kills the program at each write, sync and rename that a command makes, and looks at what is left.

usage: crash.py FOIRAIL [COMMAND ...]

For each of issue, activate, pay and redeem, for each system call that can change a disk, and for
N = 1, 2, 3... the command runs on a fresh copy of one directory under strace, which kills it as
it enters its N-th call of that kind (counted by thread), until a run ends by itself. After each
kill: verify agrees; the book holds all of the command's entries or none; what the command
acknowledged is there; and the same command, given again, succeeds, or is refused because it was
done. Prints one line a command, and fails on the first thing that is wrong.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

CALLS = ["write", "pwrite64", "fsync", "fdatasync", "rename", "renameat", "renameat2", "ftruncate", "unlink", "unlinkat"]
PASSPHRASE = "a passphrase of the crash test\n"


class Machine:
    def __init__(self, foirail, scratch):
        self.foirail = foirail
        self.passphrase = os.path.join(scratch, "passphrase")
        with open(self.passphrase, "w", encoding="utf-8") as f:
            f.write(PASSPHRASE)

    def command(self, directory, *words):
        return [self.foirail, "--dir", directory, "--passphrase-file", self.passphrase, "--yes", "--json", *words]

    def run(self, directory, *words, stdin="", prefix=()):
        env = dict(os.environ, GOMAXPROCS="1", FOIRAIL_LANG="en")
        return subprocess.run([*prefix, *self.command(directory, *words)], input=stdin, text=True, capture_output=True, env=env, check=False)

    def must(self, directory, *words, stdin=""):
        done = self.run(directory, *words, stdin=stdin)
        if done.returncode != 0:
            sys.exit(f"{' '.join(words)}: exit {done.returncode}: {done.stderr.strip()}")
        return json.loads(done.stdout.splitlines()[0]) if done.stdout.strip() else {}

    def hashes(self, directory):
        done = self.run(directory, "bundle", "export")
        if done.returncode != 0:
            raise AssertionError(f"bundle export: {done.stderr}")
        return {json.loads(line)["hash"] for line in done.stdout.splitlines()}


def prepare(machine, scratch):
    """A market with a printed series, and the four commands to kill."""
    base = os.path.join(scratch, "base")
    machine.must(base, "found", "--name", "Crash", "--market", "Test", "--chain", "none")
    for name in ("asso", "ana"):
        machine.must(base, "account", "new", "--name", name)
    machine.must(base, "attest", "deposit", "--to", "asso", "100", "--ref", "envelope")
    series = machine.must(base, "coupon", "issue", "--from", "asso", "--make", "4x1", "--expires", "2099-12-31")["series"]
    pdf = os.path.join(scratch, "sheet.pdf")
    machine.must(base, "coupon", "print", series, "--out", pdf)
    machine.must(base, "coupon", "activate", series, "1-2")
    code = hidden_code(machine, base, pdf, scratch)
    return base, {
        "issue": (("coupon", "issue", "--from", "asso", "--make", "2x1", "--expires", "2099-12-31"), ""),
        "activate": (("coupon", "activate", series, "3-4"), ""),
        "pay": (("pay", "--from", "asso", "--to", "ana", "1.50", "--id", "crash"), ""),
        "redeem": (("coupon", "redeem", "--to", "ana"), code + "\n"),
    }


def hidden_code(machine, base, pdf, scratch):
    """The hidden code of an active coupon, read off the paper."""
    subprocess.run(["pdftoppm", "-r", "300", "-png", pdf, os.path.join(scratch, "page")], check=True)
    for picture in sorted(p for p in os.listdir(scratch) if p.startswith("page") and p.endswith(".png")):
        read = subprocess.run(["zbarimg", "-q", "--raw", os.path.join(scratch, picture)], capture_output=True, text=True, check=False)
        for text in read.stdout.split():
            if len(text) != 28:
                continue
            if machine.run(base, "coupon", "redeem", "--to", "ana", "--dry-run", stdin=text + "\n").returncode == 0:
                return text
    sys.exit("no active hidden code was read off the sheet")


def kill_at(machine, base, name, words, stdin, call, n):
    """One killed run. Says whether the command was killed at all."""
    with tempfile.TemporaryDirectory() as scratch:
        directory = os.path.join(scratch, "dir")
        shutil.copytree(base, directory)
        before = machine.hashes(directory)
        prefix = ("strace", "-f", "-qq", "-o", os.path.join(scratch, "trace"), "-e", f"trace={call}", "-e", f"inject={call}:signal=KILL:when={n}")
        ran = machine.run(directory, *words, stdin=stdin, prefix=prefix)
        where = f"{name}, killed at {call} {n}"
        verified = machine.run(directory, "verify")
        if verified.returncode != 0:
            raise AssertionError(f"{where}: verify exits {verified.returncode}: {verified.stdout}{verified.stderr}")
        new = machine.hashes(directory) - before
        if len(new) not in (0, 2):
            raise AssertionError(f"{where}: {len(new)} new entries, neither none nor the entry and its vote")
        for line in ran.stdout.splitlines():
            acknowledged = json.loads(line).get("entry", {}).get("hash")
            if acknowledged and acknowledged not in new:
                raise AssertionError(f"{where}: acknowledged and not there")
        again = machine.run(directory, *words, stdin=stdin)
        if again.returncode != 0 and not (new and again.returncode == 3):
            raise AssertionError(f"{where}: given again it exits {again.returncode}: {again.stderr}")
        if machine.run(directory, "verify").returncode != 0:
            raise AssertionError(f"{where}: verify after the command was given again")
        return ran.returncode != 0


def main():
    foirail = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as scratch:
        machine = Machine(foirail, scratch)
        base, commands = prepare(machine, scratch)
        for name in sys.argv[2:] or commands:
            words, stdin = commands[name]

            def calls_of(call):
                kills = 0
                while kill_at(machine, base, name, words, stdin, call, kills + 1):
                    kills += 1
                return f"{call} {kills}"

            with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
                try:
                    told = list(pool.map(calls_of, CALLS))
                except AssertionError as wrong:
                    sys.exit(str(wrong))
            print(f"{name}: killed at {', '.join(t for t in told if not t.endswith(' 0'))}; all or nothing each time")


if __name__ == "__main__":
    main()
