"""A sales target as machines see it."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from backend.core import money, types
from backend.core.access import policy
from backend.core.http.doors import Filters
from backend.core.registry import ALWAYS, Resource, Verb, declare
from backend.crm.target import actions
from backend.crm.target.models import SalesTarget

Amount = types.number(18, 3, above="0")
Figure = types.number(18, 3)
Person = types.count(1, 2_147_483_647)


class TargetIn(types.In):
    """Whose, of what, for which period, how much."""

    id: types.Id | None = None
    at: types.Moment
    subject: types.one_of(SalesTarget.Subject)
    person_id: Person | None = None
    for_unit_id: types.Id | None = None
    product_id: types.Id | None = None
    metric: types.one_of(SalesTarget.Metric)
    period: types.one_of(SalesTarget.Period)
    starts_on: types.Day
    value: Amount


class TargetPatch(types.In):
    """Only the value may be changed; another period is another target."""

    value: Amount = Decimal(1)


class TargetMeasure(types.In):
    """At which moment it is worked out."""

    at: types.Moment


class TargetRow(types.Out):
    """A target in a list."""

    id: UUID
    no: str
    subject: str
    person_id: int | None
    person_name: str | None
    for_unit_id: UUID | None
    for_unit_name: str | None
    product_id: UUID | None
    product_name: str | None
    metric: str
    period: str
    starts_on: date
    ends_on: date
    value: Figure
    attained: Figure
    milestone: int
    margin_attained: Figure | None
    margin_milestone: int | None
    measured_at: types.Moment | None
    owner_id: int | None
    unit_id: UUID | None
    version: int
    created_at: types.Moment


class TargetOut(TargetRow):
    """A target in full, with the share that is attained."""

    share: types.SignedRatio | None
    margin_share: types.SignedRatio | None
    updated_at: types.Moment

    @staticmethod
    def resolve_person_name(target: Any) -> str | None:
        """This will name the person."""
        return str(target.person) if target.person else None

    @staticmethod
    def resolve_for_unit_name(target: Any) -> str | None:
        """This will name the unit."""
        return str(target.for_unit) if target.for_unit else None

    @staticmethod
    def resolve_product_name(target: Any) -> str | None:
        """This will name the product."""
        return str(target.product) if target.product else None

    @staticmethod
    def resolve_share(target: Any) -> Decimal | None:
        """This will give the attained share; a margin's stands apart."""
        is_margin = target.metric == SalesTarget.Metric.MARGIN
        return None if is_margin else money.price(target.attained / target.value)

    @staticmethod
    def resolve_margin_share(target: Any) -> Decimal | None:
        """This will give the attained share of a margin."""
        known = target.margin_attained
        return None if known is None else money.price(known / target.value)


class TargetFilters(Filters):
    """What targets can be filtered by."""

    subject: types.one_of(SalesTarget.Subject) | None = None
    metric: types.one_of(SalesTarget.Metric) | None = None
    period: types.one_of(SalesTarget.Period) | None = None
    person_id: Person | None = None
    for_unit_id: types.Id | None = None
    product_id: types.Id | None = None
    starts_from: types.Day | None = None
    starts_until: types.Day | None = None


def load(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail shows."""
    return rows.select_related("person", "for_unit", "product")


TARGET = declare(
    Resource(
        model=SalesTarget,
        room="crm",
        name="target",
        plural="targets",
        label=_("销售目标"),
        out=TargetOut,
        row=TargetRow,
        create=Verb(actions.create, _("新建"), TargetIn),
        change=Verb(actions.change, _("修改"), TargetPatch),
        verbs={
            "measure": Verb(actions.measure, _("重新计算"), TargetMeasure, states=ALWAYS),
        },
        filters=TargetFilters,
        columns={
            "person_name": "person__name",
            "for_unit_name": "for_unit__name",
            "product_name": "product__name",
        },
        filter_paths={"starts_from": "starts_on__gte", "starts_until": "starts_on__lte"},
        ordering=("created_at", "starts_on"),
        sensitive={
            "margin_attained": policy.mask_all,
            "margin_milestone": policy.mask_all,
            "margin_share": policy.mask_all,
        },
        load=load,
    )
)
