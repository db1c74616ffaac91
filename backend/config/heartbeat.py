"""The worker's pulse: a task that passes through the whole queue and leaves its time on disk."""

import sys
import time
from pathlib import Path

from backend.config import embedded

EVERY_MINUTES = 1
TOO_OLD = 200  # seconds: three beats and a little; one slow task does not stop the other worker


def beat() -> None:
    """Note that a task went through the queue just now."""
    _file().touch()


def age() -> float:
    """Return the seconds since the last beat, infinite if there never was one."""
    try:
        return time.time() - _file().stat().st_mtime
    except FileNotFoundError:
        return float("inf")


def _file() -> Path:
    return embedded.var() / "heartbeat"


if __name__ == "__main__":  # the health check of the worker's container
    sys.exit(0 if age() < TOO_OLD else 1)
