"""No orphans: a process asks the kernel to end it together with its parent."""

import ctypes
import os
import signal
import sys

SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG in linux/prctl.h
_parent = 0


def tie_to_parent(*, by: signal.Signals = signal.SIGKILL, parent: int = 0) -> None:
    """End this process with a signal as soon as its parent is gone (on Linux)."""
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None).prctl(SET_PARENT_DEATH_SIGNAL, int(by))
    if parent and os.getppid() != parent:  # it went before we asked
        os._exit(1)


def tie_forks() -> None:
    """Tie every process forked from now on, and theirs, to the one that forked it."""
    os.register_at_fork(before=_remember, after_in_child=_tie)


def _remember() -> None:
    global _parent
    _parent = os.getpid()


def _tie() -> None:
    tie_to_parent(parent=_parent)
