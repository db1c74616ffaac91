"""A conflict as machines see it."""

from datetime import datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from backend.core import overview, types
from backend.core.http.doors import Filters
from backend.core.registry import Resource, Verb, declare
from backend.crm.conflict import actions, queries
from backend.crm.conflict.flow import OPEN, State
from backend.crm.conflict.models import ConflictCase

Percent = types.number(5, 2, minimum="0")


class ConflictIn(types.In):
    """What somebody is after that another has too; the other side may be left to be found."""

    id: types.Id | None = None
    kind: types.one_of(ConflictCase.Kind) = ConflictCase.Kind.CUSTOMER.value
    document: Literal["crm.customer", "crm.lead", "crm.opportunity"] = "crm.customer"
    document_id: types.Id
    other_id: types.Id | None = None
    at: types.Moment
    note: types.text(500) = ""


class ConflictEvidenceIn(types.In):
    """What speaks for one's own side."""

    text: types.text(500, minimum=2)
    at: types.Moment


class ConflictDecide(types.In):
    """Who keeps it; parts in percent when it is shared."""

    at: types.Moment
    decision: types.one_of(ConflictCase.Decision)
    share_a: Percent | None = None
    share_b: Percent | None = None
    reason: types.Reason


class ConflictAgree(types.In):
    """What one's own side would accept."""

    at: types.Moment
    decision: types.one_of(ConflictCase.Decision)
    share_a: Percent | None = None
    share_b: Percent | None = None


class ConflictWhy(types.In):
    """A verb that needs a reason."""

    reason: types.Reason


class ConflictAt(types.In):
    """A verb that happens at a moment."""

    at: types.Moment


class ConflictEvidenceOut(types.Out):
    """One thing brought forward."""

    side: str
    signal: str
    text: str
    weight: int
    added_at: datetime
    added_by_name: str | None


class ConflictSideOut(types.Out):
    """One side of a conflict as the reader may see it."""

    side: str
    document: str
    document_id: UUID | None
    no: str
    name: str
    owner_name: str
    is_visible: bool
    is_mine: bool


class ConflictSidesOut(types.Out):
    """Both sides of a conflict as the reader may see them."""

    items: list[ConflictSideOut]


class ConflictRow(types.Out):
    """A conflict in a list."""

    id: UUID
    no: str
    state: str
    kind: str
    a_name: str
    owner_id: int | None
    owner_name: str | None
    b_owner_id: int
    b_owner_name: str
    score: int
    due_at: datetime
    decision: str
    raised_at: datetime
    version: int
    created_at: types.Moment


class ConflictOut(ConflictRow):
    """A conflict in full; what each side has is told by its sides."""

    note: str
    a_document: str
    b_document: str
    share_a: Decimal | None
    share_b: Decimal | None
    decided_at: datetime | None
    decided_by_name: str | None
    decided_note: str
    appeal_reason: str
    closed_at: datetime | None
    a_wish: dict[str, str]
    b_wish: dict[str, str]
    evidence: list[ConflictEvidenceOut]
    unit_id: UUID | None
    updated_at: types.Moment

    @staticmethod
    def resolve_owner_name(case: Any) -> str | None:
        """This will name who raised it."""
        return str(case.owner) if case.owner else None

    @staticmethod
    def resolve_b_owner_name(case: Any) -> str:
        """This will name the other one."""
        return str(case.b_owner)

    @staticmethod
    def resolve_decided_by_name(case: Any) -> str | None:
        """This will name who decided."""
        return str(case.decided_by) if case.decided_by else None

    @staticmethod
    def resolve_evidence(case: Any) -> Any:
        """This will read what was brought forward, in order."""
        return [
            {
                "side": row.side,
                "signal": row.signal,
                "text": row.text,
                "weight": row.weight,
                "added_at": row.added_at,
                "added_by_name": str(row.added_by) if row.added_by else None,
            }
            for row in case.evidence.all()
        ]


class ConflictFilters(Filters):
    """What conflicts can be filtered by."""

    state: types.one_of(State) | None = None
    kind: types.one_of(ConflictCase.Kind) | None = None
    owner_id: types.count(1, 2_147_483_647) | None = None
    b_owner_id: types.count(1, 2_147_483_647) | None = None
    due_before: types.Moment | None = None


def load(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail shows."""
    return rows.select_related("owner", "b_owner", "decided_by").prefetch_related(
        "evidence__added_by"
    )


CONFLICT = declare(
    Resource(
        model=ConflictCase,
        room="crm",
        name="conflict",
        plural="conflicts",
        label=_("撞单"),
        out=ConflictOut,
        row=ConflictRow,
        create=Verb(actions.create, _("提出撞单"), ConflictIn),
        verbs={
            "add_evidence": Verb(
                actions.add_evidence, _("补充证据"), ConflictEvidenceIn, states=frozenset(OPEN)
            ),
            "request_evidence": Verb(actions.request_evidence, _("要求补充证据"), ConflictWhy),
            "review": Verb(actions.review, _("开始审理")),
            "decide": Verb(
                actions.decide,
                _("裁决"),
                ConflictDecide,
                states=frozenset({State.UNDER_REVIEW.value, State.APPEALED.value}),
            ),
            "agree": Verb(actions.agree, _("协商意见"), ConflictAgree, states=frozenset(OPEN)),
            "appeal": Verb(actions.appeal, _("申诉"), ConflictWhy),
            "close": Verb(
                actions.close, _("终结"), ConflictAt, states=frozenset({State.DECIDED.value})
            ),
        },
        filters=ConflictFilters,
        columns={"owner_name": "owner__name", "b_owner_name": "b_owner__name"},
        filter_paths={"due_before": "due_at__lt"},
        ordering=("created_at", "due_at"),
        reach=queries.near,
        load=load,
    )
)

overview.papers("conflicts", CONFLICT, path="b_party_id")
