"""Visiting both sides in turn and telling how they did."""

import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import orjson

from bench import client, machine
from bench.client import Told
from bench.services import Service
from bench.sizes import SIZES
from bench.works import Work

EXTRAS = ("verbs", "withheld", "as_of")


class Different(Exception):
    """The two sides do not give the same answer, so they cannot be compared."""


@dataclass(frozen=True)
class Figures:
    """One side of one row: milliseconds alone, requests a second and CPU together."""

    p50: float
    p95: float
    per_second: float
    app_cpu: float
    database_cpu: float
    requests: int


@dataclass(frozen=True)
class Row:
    """One row of the table."""

    name: str
    heng: Figures
    floor: Figures
    ratio: float
    rate: float
    goal: float
    rate_goal: float | None

    @property
    def is_met(self) -> bool:
        """Whether the goals of the row are met."""
        return self.ratio <= self.goal and self.rate >= (self.rate_goal or 0)

    def plain(self) -> dict[str, Any]:
        """This will give the row as JSON can hold it."""
        return asdict(self) | {"is_met": self.is_met}


@dataclass
class _Side:
    service: Service
    alone: Told
    together: Told
    app: float = 0.0
    database: float = 0.0


def measure(work: Work, heng: Service, floor: Service, *, postmaster: int) -> Row:
    """This will visit Heng, the floor, the floor, Heng, and so on, and compare the medians."""
    sides = {s.name: _Side(s, Told(), Told()) for s in (heng, floor)}
    for side in sides.values():
        _warm(work, side.service)
    if work.compared:
        require_same(work, heng, floor)
    order = ["heng", "floor", "floor", "heng"] * ((SIZES.visits + 1) // 2)
    for name in order[: 2 * SIZES.visits]:
        _visit(work, sides[name], postmaster)
    ours, theirs = (_figures(sides[name]) for name in ("heng", "floor"))
    return Row(
        work.name,
        ours,
        theirs,
        ratio=ours.p50 / theirs.p50,
        rate=ours.per_second / theirs.per_second,
        goal=work.goal,
        rate_goal=work.rate_goal,
    )


def _warm(work: Work, service: Service) -> None:
    """Every thread has a connection and has seen the work, which costs something once."""
    if work.alone is None:
        client.run(service.port, work.requests(service.name), connections=16, seconds=0.5)


def _visit(work: Work, side: _Side, postmaster: int) -> None:
    seconds = SIZES.milliseconds / 1000 if work.alone is None else 120.0
    port, requests = side.service.port, work.requests(side.service.name)
    side.alone.add(
        _sound(work, client.run(port, requests, connections=1, seconds=seconds, limit=work.alone))
    )
    app, database = machine.seconds(side.service.process.pid), _seconds(postmaster)
    side.together.add(
        _sound(
            work,
            client.run(
                port, requests, connections=work.connections, seconds=seconds, limit=work.together
            ),
        )
    )
    side.app += machine.seconds(side.service.process.pid) - app
    side.database += _seconds(postmaster) - database


def _seconds(postmaster: int) -> float:
    return machine.seconds(postmaster) if postmaster else 0.0


def _sound(work: Work, told: Told) -> Told:
    if any(status >= 400 for status in told.statuses):
        raise Different(f"{work.name}: {told.statuses} {told.sample[:600].decode()}")
    return told


def _figures(side: _Side) -> Figures:
    times = sorted(side.alone.latencies)
    count = len(side.together.latencies)
    return Figures(
        p50=statistics.median(times) * 1000,
        p95=times[int(len(times) * 0.95)] * 1000,
        per_second=count / side.together.elapsed,
        app_cpu=side.app / count * 1000,
        database_cpu=side.database / count * 1000,
        requests=len(times) + count,
    )


def require_same(work: Work, heng: Service, floor: Service) -> None:
    """This will hold both sides to the same answer, apart from what only Heng says."""
    requests = work.requests("both")
    for _ in range(5):
        asked = next(requests)
        ours, theirs = (_answer(client.once(side.port, asked)) for side in (heng, floor))
        if ours != theirs:
            raise Different(f"{work.name}: {_first_difference(ours, theirs)}")


def _answer(told: tuple[int, bytes]) -> Any:
    status, body = told
    if status != 200:
        raise Different(f"{status} {body[:600].decode()}")
    return _without_extras(orjson.loads(body))


def _without_extras(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_extras(item) for item in value]
    if isinstance(value, dict):
        return {k: _without_extras(v) for k, v in value.items() if k not in EXTRAS}
    return value


def _first_difference(ours: Any, theirs: Any, where: str = "") -> str:
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for name in ours.keys() | theirs.keys():
            if ours.get(name, "absent") != theirs.get(name, "absent"):
                here = f"{where}.{name}"
                return _first_difference(ours.get(name, "absent"), theirs.get(name, "absent"), here)
    if isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        for index, (one, other) in enumerate(zip(ours, theirs, strict=True)):
            if one != other:
                return _first_difference(one, other, f"{where}[{index}]")
    return f"{where}: {str(ours)[:200]!r} and {str(theirs)[:200]!r}"


def in_process(
    name: str, ours: Callable[[], Any], theirs: Callable[[], Any], *, goal: float, rounds: int
) -> Row:
    """This will compare two functions of this process that give one answer."""
    one, other = ours(), theirs()
    if one != other:
        raise Different(f"{name}: {one} and {other}")
    times: dict[str, list[float]] = {"heng": [], "floor": []}
    work = {"heng": ours, "floor": theirs}
    for side in ["heng", "floor", "floor", "heng"] * rounds:
        begun = time.perf_counter()
        work[side]()
        times[side].append(time.perf_counter() - begun)
    mine, bare = (_alone(times[side]) for side in ("heng", "floor"))
    return Row(name, mine, bare, mine.p50 / bare.p50, bare.p50 / mine.p50, goal, None)


def _alone(times: list[float]) -> Figures:
    ordered = sorted(times)
    p50 = statistics.median(ordered) * 1000
    p95 = ordered[int(len(ordered) * 0.95)] * 1000
    return Figures(p50, p95, 1000 / p50, 0.0, 0.0, len(ordered))
