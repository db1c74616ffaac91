"""A client that costs little itself: raw requests over connections that stay open."""

import selectors
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

HOST = "127.0.0.1"


class BrokenAnswer(Exception):
    """The server closed the connection or did not say how long its answer is."""


@dataclass
class Told:
    """What a run of requests was told: seconds for each, statuses, and how long it took."""

    latencies: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    elapsed: float = 0.0
    sample: bytes = b""

    def note(self, line: "_Line") -> None:
        """This will take one whole answer in; the last refusal is kept as the sample."""
        self.latencies.append(time.perf_counter() - line.started)
        self.statuses[line.status] = self.statuses.get(line.status, 0) + 1
        if not self.sample or line.status >= 400:
            self.sample = line.body()

    def add(self, other: "Told") -> None:
        """This will take another run in."""
        self.latencies += other.latencies
        for status, count in other.statuses.items():
            self.statuses[status] = self.statuses.get(status, 0) + count
        self.elapsed += other.elapsed
        self.sample = other.sample or self.sample


def request(
    method: str, path: str, *, token: str, body: bytes = b"", headers: dict[str, str] | None = None
) -> bytes:
    """This will write one request as bytes."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {HOST}", f"Authorization: Bearer {token}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body


class _Line:
    """One connection and what it waits for."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection((HOST, port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.started = 0.0
        self.buffer = b""
        self.need = 0
        self.status = 0

    def send(self, data: bytes) -> None:
        self.buffer, self.need, self.started = b"", 0, time.perf_counter()
        self.socket.sendall(data)

    def receive(self) -> bool:
        """Take in what came; true when the answer is whole."""
        piece = self.socket.recv(262_144)
        if not piece:
            raise BrokenAnswer(self.buffer[:200])
        self.buffer += piece
        if not self.need:
            end = self.buffer.find(b"\r\n\r\n")
            if end < 0:
                return False
            head = self.buffer[:end].lower()
            mark = head.find(b"content-length:")
            if mark < 0:
                raise BrokenAnswer(head)
            self.need = end + 4 + int(head[mark + 15 :].split(b"\r\n", 1)[0])
            self.status = int(head[9:12])
        return len(self.buffer) >= self.need

    def body(self) -> bytes:
        return self.buffer[self.buffer.find(b"\r\n\r\n") + 4 :]


class _Run:
    """Requests going out until time or number is up."""

    def __init__(self, requests: Iterator[bytes], *, seconds: float, limit: int | None) -> None:
        self.requests, self.left = requests, limit
        self.begun = time.perf_counter()
        self.until = self.begun + seconds

    def send(self, line: _Line) -> bool:
        """Send the next request on a connection; false when there is none."""
        if self.left == 0 or time.perf_counter() > self.until:
            return False
        data = next(self.requests, None)
        if data is None:
            return False
        if self.left is not None:
            self.left -= 1
        line.send(data)
        return True


def run(
    port: int,
    requests: Iterator[bytes],
    *,
    connections: int,
    seconds: float,
    limit: int | None = None,
) -> Told:
    """This will send requests for some seconds, or so many, one at a time on each connection."""
    told = Told()
    lines = [_Line(port) for _ in range(connections)]
    poll = selectors.DefaultSelector()
    for line in lines:
        poll.register(line.socket, selectors.EVENT_READ, line)
    going = _Run(requests, seconds=seconds, limit=limit)
    busy = sum([going.send(line) for line in lines])
    while busy:
        for key, _ in poll.select(30) or _silent():
            line = key.data
            if line.receive():
                told.note(line)
                busy -= not going.send(line)
    told.elapsed = time.perf_counter() - going.begun
    poll.close()
    for line in lines:
        line.socket.close()
    return told


def once(port: int, data: bytes) -> tuple[int, bytes]:
    """This will send one request and give its status and body."""
    line = _Line(port)
    line.send(data)
    while not line.receive():
        pass
    line.socket.close()
    return line.status, line.body()


def _silent() -> list[tuple[selectors.SelectorKey, int]]:
    raise BrokenAnswer("no answer for 30 seconds")
