"""An arrival notice as machines see it."""

from datetime import UTC, date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from backend.core import overview, types
from backend.core.access import policy
from backend.core.http.doors import Filters
from backend.core.registry import Resource, Verb, declare
from backend.supply.receiving import actions
from backend.supply.receiving.flow import NoticeState
from backend.supply.receiving.models import ArrivalNotice
from backend.supply.receiving.schemas.common import Plate, ReceivingAt, ReceivingBecause


class NoticeBundleBody(types.In):
    """One bundle of a lot."""

    bundle_no: types.text(64, minimum=1)
    pieces: types.count(0, 100_000) = 0
    weight: types.PositiveWeight


class NoticeLineBody(types.In):
    """One lot on the truck; bundles, when listed, add up to its weight."""

    purchase_line_id: types.Id
    weight: types.PositiveWeight
    pieces: types.count(0, 1_000_000) = 0
    brand: types.text(64) = ""
    heat: types.text(64) = ""
    their_no: types.text(64) = ""
    certificate: types.text(64) = ""
    bundles: Annotated[list[NoticeBundleBody], Field(max_length=500)] = []


NoticeLines = Annotated[list[NoticeLineBody], Field(min_length=1, max_length=200)]


class ArrivalNoticeIn(types.In):
    """A truck that is on its way."""

    id: types.Id | None = None
    on: types.Day
    purchase_id: types.Id
    expected_at: types.Moment
    plate: Plate
    trailer: types.text(16) = ""
    driver_name: types.text(64, minimum=1)
    driver_phone: types.text(32) = ""
    carrier: types.text(120) = ""
    note: types.text(500) = ""
    lines: NoticeLines


class ArrivalNoticePatch(types.In):
    """What may be corrected before the truck is there; lines given replace all lines."""

    expected_at: types.Moment = datetime(1970, 1, 2, tzinfo=UTC)
    plate: Plate = ""
    trailer: types.text(16) = ""
    driver_name: types.text(64, minimum=1) = ""
    driver_phone: types.text(32) = ""
    carrier: types.text(120) = ""
    note: types.text(500) = ""
    lines: NoticeLines = []


class NoticeBundleOut(types.Out):
    """One bundle of a lot."""

    bundle_no: str
    pieces: int
    weight: str


class NoticeLineOut(types.Out):
    """One lot on the truck."""

    id: UUID
    seq: int
    purchase_line_id: UUID
    product_id: UUID
    product_name: str
    weight: types.Weight
    pieces: int
    brand: str
    heat: str
    their_no: str
    certificate: str
    bundles: list[NoticeBundleOut]

    @staticmethod
    def resolve_product_id(line: Any) -> Any:
        """This will give the product of the purchase line."""
        return line.purchase_line.product_id

    @staticmethod
    def resolve_product_name(line: Any) -> Any:
        """This will give the product's name."""
        return line.purchase_line.product.name


class ArrivalNoticeRow(types.Out):
    """A notice in a list."""

    id: UUID
    no: str
    state: str
    purchase_id: UUID
    purchase_no: str
    party_id: UUID
    party_name: str
    announced_on: date
    expected_at: types.Moment
    arrived_at: types.Moment | None
    plate: str
    driver_name: str
    version: int
    created_at: types.Moment


class ArrivalNoticeOut(ArrivalNoticeRow):
    """A notice in full."""

    trailer: str
    driver_phone: str | None
    carrier: str
    note: str
    lines: list[NoticeLineOut]
    owner_id: int | None
    unit_id: UUID | None
    updated_at: types.Moment

    @staticmethod
    def resolve_purchase_no(notice: ArrivalNotice) -> str:
        """This will give the purchase's number."""
        return notice.purchase.no

    @staticmethod
    def resolve_party_name(notice: ArrivalNotice) -> str:
        """This will give the supplier's name."""
        return notice.party.name

    @staticmethod
    def resolve_lines(notice: ArrivalNotice) -> Any:
        """This will give the lots in their order."""
        return list(notice.lines.all())


class ArrivalNoticeFilters(Filters):
    """What notices can be filtered by."""

    state: types.one_of(NoticeState) | None = None
    purchase_id: types.Id | None = None
    party_id: types.Id | None = None
    plate: types.text(16) | None = None
    expected_from: types.Moment | None = None
    expected_until: types.Moment | None = None


def load(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail shows."""
    return rows.select_related("purchase", "party").prefetch_related(
        "lines__purchase_line__product"
    )


NOTICE = declare(
    Resource(
        model=ArrivalNotice,
        room="supply",
        name="notice",
        plural="notices",
        label=_("到货预告"),
        out=ArrivalNoticeOut,
        row=ArrivalNoticeRow,
        create=Verb(actions.create_notice, _("新建到货预告"), ArrivalNoticeIn),
        change=Verb(actions.change_notice, _("修改"), ArrivalNoticePatch),
        verbs={
            "arrive": Verb(actions.arrive_notice, _("登记到厂"), ReceivingAt),
            "close": Verb(actions.close_notice, _("关闭"), ReceivingBecause),
            "cancel": Verb(actions.cancel_notice, _("取消"), ReceivingBecause, danger=True),
        },
        filters=ArrivalNoticeFilters,
        columns={"purchase_no": "purchase__no", "party_name": "party__name"},
        filter_paths={
            "expected_from": "expected_at__gte",
            "expected_until": "expected_at__lte",
        },
        ordering=("created_at", "expected_at"),
        sensitive={"driver_phone": policy.mask_phone},
        search_private=("driver_phone",),
        load=load,
        outside="party",
    )
)

overview.papers("notices", NOTICE, tab=overview.Tab.SUPPLY)
