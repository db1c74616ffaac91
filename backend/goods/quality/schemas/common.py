"""Bodies that several verbs of quality share."""

from backend.core import types


class QualityAt(types.In):
    """A step and its moment."""

    at: types.Moment


class QualityAtBecause(types.In):
    """A step with its moment and reason."""

    at: types.Moment
    reason: types.Reason


class QualityBecause(types.In):
    """A step that needs a reason."""

    reason: types.Reason


class QualityOn(types.In):
    """A step and its day."""

    on: types.Day
