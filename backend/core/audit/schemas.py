"""The audit as machines see it."""

from backend.core import types


class CheckOut(types.Out):
    """The last verdict on one invariant; null before the first check."""

    name: str
    checked_at: types.Moment | None
    fault_count: int
    faults: list[str]


class AuditOut(types.Out):
    """How far the log is sealed, the head of its chain and every invariant's verdict."""

    sealed: int
    waiting: int
    head: str
    sealed_at: types.Moment | None
    invariants: list[CheckOut]
