"""Our driver has one simulated board, Meshtastic's own client the other: what one says the other hears, and nothing else.

    meshtastic_driver.py FRAMES PTY HOST:PORT     FRAMES is the program that speaks for our driver
"""

import os
import queue
import subprocess
import sys
import threading

import meshtastic.tcp_interface
from meshtastic.protobuf import portnums_pb2
from pubsub import pub

PRIVATE = portnums_pb2.PortNum.PRIVATE_APP
CHANNEL = 1
PADDED = 258
LENGTHS = [1, 80, 127, 128, 165, 166, 231]
UNSIGNED = 166  # what is shorter has room for a signature, and may come padded to this

heard, lines = queue.Queue(), queue.Queue()


def on_receive(packet, interface):
    decoded = packet.get("decoded", {})
    if decoded.get("portnum") == "PRIVATE_APP":
        heard.put((packet.get("channel", 0), packet["toId"], decoded["payload"]))
    elif str(decoded.get("portnum")) == str(PADDED):
        payload = decoded["payload"]
        end = 1 + payload[0]
        if len(payload) == UNSIGNED and payload[end:] == bytes(UNSIGNED - end):
            heard.put((packet.get("channel", 0), packet["toId"], payload[1:end]))


def must(true, what):
    if not true:
        print("not so:", what, flush=True)
        os._exit(1)
    print("so:", what, flush=True)


def take(where, patience=15):
    try:
        return where.get(timeout=patience)
    except queue.Empty:
        return None


def main(frames, path, address):
    pub.subscribe(on_receive, "meshtastic.receive")
    ours = subprocess.Popen([frames, "meshtastic:" + path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    threading.Thread(target=lambda: [lines.put(line.strip()) for line in ours.stdout], daemon=True).start()
    must(take(lines, 40) == "ready", "our driver is ready")
    host, port = address.split(":")
    theirs = meshtastic.tcp_interface.TCPInterface(hostname=host, portNumber=int(port), timeout=30)
    for length in LENGTHS:
        frame = (b"\x94\xc3\x00\x20" + os.urandom(231))[:length]
        ours.stdin.write(frame.hex() + "\n")
        ours.stdin.flush()
        must(take(heard) == (CHANNEL, "^all", frame), f"the client hears {length} bytes")
        theirs.sendData(frame[::-1], portNum=PRIVATE, channelIndex=CHANNEL)
        must(take(lines) == frame[::-1].hex(), f"our driver hears {length} bytes")
    theirs.sendText("good morning", channelIndex=CHANNEL)
    theirs.sendData(b"not for us", portNum=PRIVATE, channelIndex=0)
    theirs.sendData(b"the last", portNum=PRIVATE, channelIndex=CHANNEL)
    must(take(lines) == b"the last".hex(), "what is not for our driver it does not hear")
    must(ours.poll() is None and heard.empty(), "nothing came twice")
    ours.terminate()
    must(ours.wait(10) == 0, "our driver takes its leave")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3])
    os._exit(0)
