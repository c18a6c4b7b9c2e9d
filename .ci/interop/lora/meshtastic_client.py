"""Meshtastic's own client speaks to two of our simulated boards, one behind a pseudo-terminal, the other over TCP, and they to each
other over one air: settings, node list, frames both ways, what is too large, a confirmation, log text between the frames.

    meshtastic_client.py PTY HOST:PORT
"""

import os
import sys
import threading
import time

import meshtastic.serial_interface
import meshtastic.tcp_interface
from meshtastic.protobuf import config_pb2, portnums_pb2
from pubsub import pub

PRIVATE = portnums_pb2.PortNum.PRIVATE_APP
CHANNEL = 1
LONGEST = 231
# A signature still has room beside 165 bytes, not beside 166; some bytes look like the beginning of a frame.
LENGTHS = [1, 100, 165, 166, LONGEST]

heard, logs, arrived = {}, [], threading.Condition()


def on_receive(packet, interface):
    decoded = packet.get("decoded", {})
    if decoded.get("portnum") == "PRIVATE_APP":
        with arrived:
            heard.setdefault(interface, []).append((packet["from"], packet.get("channel", 0), decoded["payload"]))
            arrived.notify_all()


def on_log(line, interface):
    logs.append(line)


def must(true, what):
    if not true:
        print("not so:", what, flush=True)
        os._exit(1)
    print("so:", what, flush=True)


def serial(path):
    return meshtastic.serial_interface.SerialInterface(devPath=path, timeout=30)


def settled(interface, who):
    """Checks what the board told of itself."""
    lora = interface.localNode.localConfig.lora
    must(lora.region == config_pb2.Config.LoRaConfig.RegionCode.EU_868 and lora.use_preset, f"{who} is set to EU_868 and a preset")
    channel = interface.localNode.channels[CHANNEL]
    must(channel.settings.name == "foirail" and len(channel.settings.psk) == 32, f"{who} has a private channel")
    must(interface.myInfo.my_node_num in interface.nodesByNum, f"{who} stands in its own list of nodes")
    must(interface.metadata.firmware_version.startswith("2.8"), f"{who} tells its firmware")


def carry(sender, receiver, payload, **more):
    sender.sendData(payload, portNum=PRIVATE, channelIndex=CHANNEL, **more)
    want = (sender.myInfo.my_node_num, CHANNEL, payload)
    with arrived:
        return arrived.wait_for(lambda: want in heard.get(receiver, []), 15)


def answered(sender, payload, **more):
    """Sends and waits for the mesh's own answer; gives its reason."""
    answer, came = [], threading.Event()

    def hear(packet):
        answer.append(packet["decoded"]["routing"]["errorReason"])
        came.set()

    sender.sendData(payload, portNum=PRIVATE, channelIndex=CHANNEL, onResponse=hear, onResponseAckPermitted=True, **more)
    came.wait(30)
    return answer


def main(path, address):
    pub.subscribe(on_receive, "meshtastic.receive")
    pub.subscribe(on_log, "meshtastic.log.line")
    north = serial(path)
    host, port = address.split(":")
    south = meshtastic.tcp_interface.TCPInterface(hostname=host, portNumber=int(port), timeout=30)
    settled(north, "north")
    settled(south, "south")
    for length in LENGTHS:
        payload = (b"\x94\xc3\x00\x20" + os.urandom(LONGEST))[:length]
        must(carry(north, south, payload), f"{length} bytes go south")
        must(carry(south, north, payload[::-1]), f"{length} bytes go north")
    must(answered(north, b"x" * (LONGEST + 1)) == ["TOO_LARGE"], f"{LONGEST + 1} bytes are too large")
    must(answered(north, b"to you", destinationId=south.myInfo.my_node_num, wantAck=True) == ["NONE"], "who is meant confirms")
    north.sendHeartbeat()
    time.sleep(1)
    must(north.queueStatus is not None and north.queueStatus.maxlen == 16, "a heartbeat is answered with the state of the queue")
    must(any("SerialConsole" in line for line in logs), "the log between the frames is read as a log")
    north.close()
    north = serial(path)
    must(south.myInfo.my_node_num in north.nodesByNum, "who was heard stands in the list of nodes")
    must(carry(south, north, b"after coming back"), "frames come after coming back")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
    os._exit(0)
