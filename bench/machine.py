"""What the kernel says of processes: time spent and memory held."""

import os
from dataclasses import dataclass
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Memory:
    """Megabytes of one process: resident, and its fair share of what it shares."""

    resident: float
    shared_out: float


def family(root: int) -> list[int]:
    """This will give a process and everything below it."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (fields := _stat(int(entry.name))):
            parents.setdefault(int(fields[1]), []).append(int(entry.name))
    found, queue = [], [root]
    while queue:
        pid = queue.pop()
        found.append(pid)
        queue += parents.get(pid, [])
    return found


def seconds(root: int) -> float:
    """This will give the processor seconds of a process, its children and those that ended."""
    total = 0
    for pid in family(root):
        if fields := _stat(pid):
            own = int(fields[11]) + int(fields[12])
            ended = int(fields[13]) + int(fields[14]) if pid == root else 0
            total += own + ended
    return total / TICK


def memory(pid: int) -> Memory:
    """This will read resident and proportional memory of one process."""
    sizes = {}
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]:
        name, value = line.split(":")
        sizes[name] = int(value.split()[0]) / 1024
    return Memory(sizes["Rss"], sizes["Pss"])


def parent(pid: int) -> int:
    """This will give the parent of a process; 0 when it is not on this machine."""
    fields = _stat(pid)
    return int(fields[1]) if fields else 0


def name(pid: int) -> str:
    """This will give the name of a process; empty when it is not on this machine."""
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return ""


def _stat(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
