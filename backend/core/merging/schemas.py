"""Merges, suspicions and scans as machines see them."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from backend.core import types
from backend.core.http.doors import Filters
from backend.core.merging import actions, queries
from backend.core.merging.flow import GroupState, State
from backend.core.merging.models import DuplicateGroup, MergeLog, Scan
from backend.core.registry import Resource, Verb, declare

Fact = types.text(40, minimum=1)
Chosen = Annotated[dict[Fact, types.Id], Field(max_length=40)]
Victims = Annotated[list[types.Id], Field(min_length=1, max_length=20)]


class MergePreview(types.In):
    """Which companies would become one, and whose fact is chosen where they differ."""

    survivor_id: types.Id
    victim_ids: Victims
    choices: Chosen = {}


class MergeIn(MergePreview):
    """Which companies become one."""

    id: types.Id | None = None
    at: types.Moment
    reason: types.Reason


class MergeUndo(types.In):
    """When and why a merge is taken back."""

    at: types.Moment
    reason: types.Reason


class MovedOut(types.Out):
    """How many rows of a table move, or moved."""

    table: str
    label: str
    rows: int


class MergePreviewOut(types.Out):
    """What a merge would move; nothing was written."""

    items: list[MovedOut]
    total: int


class MergeRow(types.Out):
    """A merge in a list."""

    id: UUID
    no: str
    state: str
    survivor_id: UUID
    survivor_name: str
    victim_names: list[str]
    merged_at: datetime
    undo_until: datetime
    undone_at: datetime | None
    owner_id: int | None
    version: int
    created_at: types.Moment


class MergeOut(MergeRow):
    """A merge in full."""

    victim_ids: list[UUID]
    choices: dict[str, str]
    moved: list[MovedOut]
    reason: str
    undo_reason: str
    updated_at: types.Moment

    @staticmethod
    def resolve_moved(record: Any) -> Any:
        """This will name the tables that rows moved in."""
        return queries.moved(record.moved)


class MergeFilters(Filters):
    """What merges can be filtered by."""

    state: types.one_of(State) | None = None
    survivor_id: types.Id | None = None


MERGE = declare(
    Resource(
        model=MergeLog,
        room="core",
        name="merge",
        plural="merges",
        label=_("合并记录"),
        out=MergeOut,
        row=MergeRow,
        create=Verb(actions.create, _("合并"), MergeIn),
        verbs={"undo": Verb(actions.undo, _("撤销合并"), MergeUndo, danger=True)},
        filters=MergeFilters,
        ordering=("created_at", "merged_at"),
    )
)


class Why(types.In):
    """A verb that needs a reason."""

    reason: types.Reason


class MemberOut(types.Out):
    """A company of a group."""

    party_id: UUID
    no: str
    name: str
    uscc: str
    province: str
    city: str
    owner_name: str | None
    created_at: types.Moment


class DuplicateRow(types.Out):
    """A group of companies that look alike, in a list."""

    id: UUID
    no: str
    state: str
    score: int
    size: int
    signals: list[str]
    version: int
    created_at: types.Moment


class DuplicateOut(DuplicateRow):
    """A group of companies that look alike."""

    decided_reason: str
    members: list[MemberOut]
    updated_at: types.Moment

    @staticmethod
    def resolve_members(group: Any) -> Any:
        """This will read the companies, those merged away as well."""
        return [_member(row.party) for row in group.members.all()]


def _member(party: Any) -> dict[str, Any]:
    return {
        "party_id": party.pk,
        "no": party.no,
        "name": party.name,
        "uscc": party.uscc,
        "province": party.province,
        "city": party.city,
        "owner_name": str(party.owner) if party.owner else None,
        "created_at": party.created_at,
    }


class DuplicateFilters(Filters):
    """What groups can be filtered by."""

    state: types.one_of(GroupState) | None = None
    party_id: types.Id | None = None
    score_from: types.count(0, 1_000) | None = None


def load(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail shows."""
    return rows.prefetch_related("members__party__owner")


def _with(party_id: UUID) -> Q:
    return Q(members__party_id=party_id)


DUPLICATE = declare(
    Resource(
        model=DuplicateGroup,
        room="core",
        name="duplicate",
        plural="duplicates",
        label=_("重复组"),
        out=DuplicateOut,
        row=DuplicateRow,
        verbs={
            "dismiss": Verb(actions.dismiss, _("不是重复"), Why),
            "reopen": Verb(actions.reopen, _("重新处理")),
        },
        filters=DuplicateFilters,
        filter_paths={"party_id": _with, "score_from": "score__gte"},
        ordering=("created_at", "score"),
        reach=queries.near,
        load=load,
    )
)


class ScanIn(types.In):
    """When a walk begins."""

    id: types.Id | None = None
    at: types.Moment


class ScanRow(types.Out):
    """A walk in search of companies on file twice."""

    id: UUID
    no: str
    phase: str
    started_at: datetime
    finished_at: datetime | None
    pieces: int
    seen: int
    skipped: int
    pairs: int
    groups: int
    version: int
    created_at: types.Moment


class ScanOut(ScanRow):
    """A walk in full."""

    updated_at: types.Moment


SCAN = declare(
    Resource(
        model=Scan,
        room="core",
        name="scan",
        plural="scans",
        label=_("查重扫描"),
        out=ScanOut,
        row=ScanRow,
        create=Verb(actions.begin, _("开始扫描"), ScanIn),
        scoped=False,
    )
)
