"""A house of the village: one directory, one host, one running node and the commands that people give it."""

import ctypes
import json
import os
import signal
import subprocess
import time

PASSPHRASE = "a passphrase of the village\n"


class Wrong(Exception):
    """What a scene has found to be otherwise than it must be."""


class Over(Wrong):
    """What no waiting makes better."""


class Skip(Exception):
    """Why a scene cannot be played here."""


LIBC = ctypes.CDLL(None, use_errno=True)
PR_SET_PDEATHSIG = 1


def tied():
    """In a child that is about to start: it dies with this process, even when that is killed."""
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class House:
    def __init__(self, village, name):
        self.village, self.name = village, name
        self.dir = os.path.join(village.scratch, "houses", name)
        self.log = os.path.join(village.scratch, f"{name}.log")
        self.out = os.path.join(village.scratch, f"{name}.out")
        self.process = None
        self.ready = {}
        self.env = {}  # what its node's environment has besides

    # Commands

    def words(self, *words, directory=None):
        return [self.village.foirail, "--dir", directory or self.dir, "--passphrase-file", self.village.passphrase, "--yes", *words]

    def run(self, *words, stdin="", timeout=60, directory=None, lang="en"):
        """A command's outcome, whatever it is."""
        env = dict(self.village.env, FOIRAIL_LANG=lang)
        try:
            return subprocess.run(self.words(*words, directory=directory), input=stdin, text=True, capture_output=True,
                                  env=env, timeout=timeout, check=False)
        except subprocess.TimeoutExpired:
            raise Wrong(f"{self.name}: {' '.join(words)}: no answer in {timeout} s") from None

    def ask(self, *words, exits=(0,), **more):
        """What a command answers in JSON: an object, or a list of them where it prints several lines."""
        done = self.run("--json", *words, **more)
        if done.returncode not in exits:
            raise Wrong(f"{self.name}: {' '.join(words)}: exit {done.returncode}: {done.stderr.strip()[-600:]}")
        lines = [json.loads(line) for line in done.stdout.splitlines() if line.strip()]
        return lines[0] if len(lines) == 1 else lines

    def many(self, *words):
        """The lines of a list, also when there is one or none."""
        answer = self.ask(*words)
        return answer if isinstance(answer, list) else [answer]

    def status(self):
        return self.ask("status")

    def exported(self, directory=None):
        """Every entry of the book, as `bundle export --json` tells it."""
        answer = self.ask("bundle", "export", directory=directory)
        return answer if isinstance(answer, list) else [answer]

    def level(self, name):
        """How far the entry of that hash has come here."""
        for entry in self.exported():
            if entry["hash"] == name:
                return entry["level"]
        return "unknown"

    # The running node

    def start(self, seconds=30):
        """Starts the node, and waits until callers can come."""
        if self.process:
            raise Wrong(f"{self.name} runs already")
        words = [*self.village.ground.enter(self.name), *self.words("--json", "serve", *self.village.ground.serve_flags(self.name))]
        with open(self.log, "ab") as log, open(self.out, "wb") as out:
            self.process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=out, stderr=log,
                                            env=dict(self.village.env, **self.env), start_new_session=True, preexec_fn=tied)
        try:
            until(f"{self.name} is ready", self.is_ready, seconds)
        except Wrong:
            self.kill()
            raise
        return self.ready

    def is_ready(self):
        if not self.running:
            raise Over(f"{self.name} has ended: {self.tail()}")
        with open(self.out, encoding="utf-8") as out:
            line = out.readline()
        if line.endswith("\n"):
            self.ready = json.loads(line)
        return line.endswith("\n")

    @property
    def running(self):
        return self.process is not None and self.process.poll() is None

    def stop(self, seconds=15):
        """Asks the node to end, and waits for it."""
        self.end(signal.SIGTERM, seconds)

    def kill(self):
        """Ends the node as a power cut does."""
        self.end(signal.SIGKILL, 10)

    def end(self, how, seconds):
        process, self.process = self.process, None
        if not process:
            return
        if process.poll() is None:
            process.send_signal(how)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise Wrong(f"{self.name} did not end in {seconds} s") from None

    def memory(self):
        """What the node holds of the machine's memory, in MB."""
        with open(f"/proc/{self.process.pid}/status", encoding="utf-8") as status:
            for line in status:
                if line.startswith("VmRSS:"):
                    return int(line.split()[1]) / 1024
        raise Wrong(f"{self.name}: no memory is told")

    def tail(self, lines=6):
        try:
            with open(self.log, encoding="utf-8", errors="replace") as log:
                return "\n".join(log.read().splitlines()[-lines:])
        except FileNotFoundError:
            return "no log"


def until(what, condition, seconds=30, pause=0.1):
    """Waits until a condition holds, and says how many seconds that took. The condition may raise Wrong, which then is the reason."""
    begin, why = time.monotonic(), ""
    while True:
        try:
            if condition():
                return time.monotonic() - begin
            why = ""
        except Over:
            raise
        except Wrong as wrong:
            why = f" ({wrong})"
        if time.monotonic() - begin > seconds:
            raise Wrong(f"not in {seconds} s: {what}{why}")
        time.sleep(pause)
