#!/usr/bin/env python3
"""Plays the scenes of a village of real processes, and judges what they show.

usage: village FOIRAIL [--loopback] [--keep] [SCENE ...]

Six nodes, each on a host of its own, find each other, grow a market of four stewards, and are cut apart, killed and cheated. Each scene ends with a
line `ok mesh NAME` or `FAIL mesh NAME`, figures before it, or `skip mesh NAME: why`. Any failure is a non-zero exit. Whatever happens, the processes
and the hosts are gone at the end; --keep leaves the scratch folder with the logs.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from house import Skip, Wrong
from scenes import SCENES
from village import Village


def play(village, chosen):
    """Plays the scenes in their order. Those that chosen ones stand on are played too; when one of them has failed,
    the others are skipped."""
    bad, failed, left = False, "", set(chosen)
    for scene in SCENES:
        if chosen and (not left or scene.key not in chosen and not scene.stands):
            continue
        left.discard(scene.key)
        if failed:
            print(f"skip mesh {scene.name}: {failed} failed", flush=True)
            continue
        begin = time.monotonic()
        try:
            village.heal()
            for figure in scene.play(village) or ():
                print(f"    {figure}", flush=True)
            print(f"ok mesh {scene.name}", flush=True)
        except Skip as why:
            print(f"skip mesh {scene.name}: {why}", flush=True)
        except Exception as wrong:  # whatever a scene stumbles over is a failure of that scene
            bad = True
            tell(village, wrong)
            print(f"FAIL mesh {scene.name}", flush=True)
            failed = scene.name if scene.stands else ""
        print(f"    {scene.key}: {time.monotonic() - begin:.0f} s", flush=True)
        try:
            village.set_right()
        except Wrong as wrong:
            tell(village, wrong)
            failed = failed or scene.name
    return bad


def tell(village, wrong):
    """What was wrong, and the last words of every node."""
    print(f"    {'' if isinstance(wrong, Wrong) else type(wrong).__name__ + ': '}{wrong}", flush=True)
    for house in village.houses.values():
        print(f"    {house.name} {'runs' if house.running else 'does not run'}: {house.tail(2)[-400:]}", flush=True)


INSIDE = "FOIRAIL_VILLAGE_INSIDE"  # set in a namespace of our own


def become_root():
    """Goes on as root of a user namespace where this process may not make network namespaces and may make that."""
    own = ["unshare", "--user", "--map-root-user", "--mount", "--net"]
    if INSIDE in os.environ or not shutil.which("unshare") or may_lay():
        return
    if subprocess.run([*own, "true"], capture_output=True, check=False).returncode == 0:
        words = [sys.executable, "-B", *sys.argv]
        os.environ[INSIDE] = "yes"
        os.execvp("unshare", [*own, "sh", "-c", 'mount -t tmpfs tmpfs /run && exec "$@"', "sh", *words])


def may_lay():
    """Whether network namespaces can be made here as it is."""
    return os.geteuid() == 0 and subprocess.run(["unshare", "--net", "true"], capture_output=True, check=False).returncode == 0


def interrupted(number, _frame):
    raise KeyboardInterrupt(f"signal {number}")


def main():
    words = sys.argv[1:]
    loopback, keep = "--loopback" in words, "--keep" in words
    words = [word for word in words if not word.startswith("--")]
    if not words:
        sys.exit(__doc__)
    if not loopback:
        become_root()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupted)
    scratch = tempfile.mkdtemp(prefix="foirail-village-")
    village = None
    try:
        village = Village(os.path.abspath(words[0]), scratch, loopback)
        print(f"    on {village.ground.kind}{': ' + village.why if village.why else ''}", flush=True)
        return 1 if play(village, words[1:]) else 0
    except KeyboardInterrupt:
        print("    broken off", flush=True)
        return 130
    finally:
        if village:
            village.close()
        if keep:
            print(f"    {scratch} is kept", flush=True)
        else:
            shutil.rmtree(scratch, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
