"""Figures as machines see them."""

from datetime import date
from uuid import UUID

from backend.core import types
from backend.core.http.doors import Filters

Amount = types.number(18, 2)


class FigureQuery(Filters):
    """Which days, model and team; without days it is the last ninety."""

    since: types.Day | None = None
    until: types.Day | None = None
    product_id: types.Id | None = None
    unit_id: types.Id | None = None


class FigureGroupQuery(FigureQuery):
    """By what a figure is taken apart."""

    by: types.text(20) = ""


class FigureOut(types.Out):
    """A figure, what it was worked out of and of how many cases. `is_small`: too few to judge."""

    name: str
    label: str
    unit: str
    formula: str
    value: Amount | None
    numerator: Amount
    denominator: Amount
    sample: int
    least: int
    is_small: bool
    goal: Amount | None
    groups: list[str]


class FiguresOut(types.Out):
    """Every figure of a span."""

    since: date
    until: date
    items: list[FigureOut]


class FigureGroupOut(types.Out):
    """The figure of one model, lot, clock or person."""

    name: str
    value: Amount | None
    numerator: Amount
    denominator: Amount
    sample: int


class FigureGroupsOut(types.Out):
    """A figure taken apart."""

    figure: FigureOut
    by: str
    items: list[FigureGroupOut]


class FigurePaperOut(types.Out):
    """A paper behind a figure."""

    document: str
    id: UUID
    no: str
    summary: str
    state: str
    customer: str
    serial: str
    created_at: types.Moment


class FigurePapersOut(types.Out):
    """The papers behind a figure that the caller may see, newest first, at most 200."""

    items: list[FigurePaperOut]


class FigureGoalIn(types.In):
    """What it should come to, and how many cases it takes to speak of it."""

    goal: types.number(14, 2, minimum="0") | None = None
    least: types.count(1, 10_000) = 5
