"""An ear on the street: avahi, other people's mDNS, in a host of its own, which hears what nodes announce."""

import os
import shutil
import subprocess

from house import tied, until

BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>system</type>
  <listen>unix:path={bus}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/> <allow own="*"/> <allow send_type="method_call"/> <allow send_destination="*"/> <allow eavesdrop="true"/>
  </policy>
</busconfig>
"""

DAEMON = """[server]
use-ipv4=yes
use-ipv6=yes
allow-interfaces=eth0
enable-dbus=yes
[publish]
disable-publishing=yes
"""

# avahi-daemon keeps its socket and its process number under /run, and the machine's own may be there.
SCRIPT = """
mount -t tmpfs tmpfs /run || exit 1
mkdir -p /run/avahi-daemon
dbus-daemon --config-file={dir}/bus.conf --nofork --nopidfile & bus=$!
trap 'kill $bus $ear 2>/dev/null' EXIT TERM INT
for try in 1 2 3 4 5 6 7 8 9 10; do [ -S {bus} ] && break; sleep 0.2; done
avahi-daemon -f {dir}/avahi.conf --no-drop-root --no-chroot --no-rlimits & ear=$!
wait $ear
"""


class Ear:
    """avahi-daemon with a message bus of its own."""

    needs = ("avahi-daemon", "avahi-browse", "dbus-daemon", "unshare")

    def __init__(self, ground, host, scratch):
        self.ground, self.host = ground, host
        folder = os.path.join(scratch, "ear")
        os.makedirs(folder)
        self.bus = os.path.join(folder, "bus")
        for name, text in (("bus.conf", BUS.format(bus=self.bus)), ("avahi.conf", DAEMON)):
            with open(os.path.join(folder, name), "w", encoding="utf-8") as f:
                f.write(text)
        self.env = dict(os.environ, DBUS_SYSTEM_BUS_ADDRESS=f"unix:path={self.bus}")
        self.log = os.path.join(folder, "log")
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen([*ground.enter(host), "unshare", "-m", "bash", "-c", SCRIPT.format(dir=folder, bus=self.bus)],
                                            env=self.env, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, preexec_fn=tied)

    @classmethod
    def missing(cls):
        return [tool for tool in cls.needs if not shutil.which(tool)]

    def browse(self):
        """What is announced, as avahi resolves it: {instance: (port, text)}."""
        done = subprocess.run(["avahi-browse", "-rtp", "_foirail._udp"], env=self.env, text=True, capture_output=True, timeout=30, check=False)
        heard = {}
        for line in done.stdout.splitlines():
            fields = line.split(";", 9)
            if fields[0] == "=" and len(fields) == 10:
                heard[fields[3]] = (int(fields[8]), fields[9])
        return heard

    def hears(self, peers, seconds=30):
        """Waits until every peer id is announced, and says how long it took."""
        def all_there():
            texts = " ".join(text for _, text in self.browse().values())
            return all(f'"id={peer}"' in texts for peer in peers)
        return until(f"avahi-browse sees all {len(peers)} nodes", all_there, seconds, pause=0.3)

    def close(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
