"""Bodies that several verbs of receiving share."""

from backend.core import types

Plate = types.text(16, minimum=5)


class ReceivingAt(types.In):
    """A step and its moment."""

    at: types.Moment


class ReceivingBecause(types.In):
    """A step that needs a reason."""

    reason: types.Reason


class ReceivingAtBecause(types.In):
    """A step with its moment and reason."""

    at: types.Moment
    reason: types.Reason
