"""What is answered about leads: who they may be, how fast they are called, which wait."""

from datetime import date
from typing import Literal
from uuid import UUID

from backend.core import types
from backend.core.http.doors import Filters


class KnownOut(types.Out):
    """A party a lead may be; without a name where the reader may not see it."""

    party_id: UUID | None
    name: str
    score: int
    verdict: str
    signals: list[str]


class KnownListOut(types.Out):
    """What a lead looks like, the surest first."""

    items: list[KnownOut]


class ResponseQuery(Filters):
    """Leads received from a day until a day, by their source or by who has them."""

    since: types.Day
    until: types.Day
    by: Literal["source", "owner"] = "source"


class ResponseOut(types.Out):
    """How fast the leads of a source or a person were answered, in working minutes."""

    key: str
    label: str
    leads: int
    answered: int
    in_time: int
    late: int
    share: types.Ratio | None
    median_minutes: int | None


class ResponseListOut(types.Out):
    """The figures, the largest group first."""

    items: list[ResponseOut]


class PooledLeadOut(types.Out):
    """A lead in the pool, without how to reach it."""

    id: UUID
    no: str
    title: str
    company: str
    province: str
    city: str
    source: str
    score: int
    received_on: date
    released_at: types.Moment


class PooledLeadsOut(types.Out):
    """The leads that wait for whoever claims them, the most promising first, 200 at most."""

    items: list[PooledLeadOut]
