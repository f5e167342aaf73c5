"""Asks by RARP on eth0 and prints the address it is told, or "silence": a foreign client, raw frames, nothing of ours."""

import socket
import sys

RARP = 0x8035
frames = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(RARP))
frames.bind(("eth0", RARP))
frames.settimeout(float(sys.argv[1]))
own = frames.getsockname()[4]
header = b"\xff" * 6 + own + RARP.to_bytes(2, "big")
question = bytes.fromhex("0001080006040003") + own + bytes(4) + own + bytes(4)
frames.send((header + question).ljust(60, b"\0"))
try:
    while True:
        frame = frames.recv(2048)
        body = frame[14:]
        if frame[:6] == own and body[:8] == bytes.fromhex("0001080006040004") and body[18:24] == own:
            print(socket.inet_ntoa(body[24:28]), "from", socket.inet_ntoa(body[14:18]))
            break
except TimeoutError:
    print("silence")
