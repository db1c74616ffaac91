"""A transfer of title as machines see it."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from backend.core import types
from backend.core.access import policy
from backend.core.http.doors import Filters
from backend.core.registry import Resource, Verb, declare
from backend.goods.title import actions
from backend.goods.title.flow import State
from backend.goods.title.models import TitleTransfer


class TitleLineIn(types.In):
    """Tonnes of one lot; pieces not given follow the weight, a cost only when it becomes ours."""

    lot_id: types.Id
    weight: types.PositiveWeight
    pieces: types.Count | None = None
    unit_cost: types.PriceNotNegative | None = None


Lines = Annotated[list[TitleLineIn], Field(min_length=1, max_length=200)]


class TitleTransferIn(types.In):
    """What is needed to draw up a transfer of title."""

    id: types.Id | None = None
    made_on: types.Day
    from_party_id: types.Id
    to_party_id: types.Id
    warehouse_id: types.Id
    basis_no: types.text(64) = ""
    paper_code: types.text(64) = ""
    paper_id: types.Id | None = None
    paper_line_id: types.Id | None = None
    note: types.text(500) = ""
    lines: Lines


class TitleTransferPatch(types.In):
    """What may be corrected in a draft; absent fields stay, lines given replace all."""

    made_on: types.Day = date(1970, 1, 1)
    to_party_id: types.Id = UUID(int=0)
    basis_no: types.text(64) = ""
    paper_code: types.text(64) = ""
    paper_id: types.Id | None = None
    paper_line_id: types.Id | None = None
    note: types.text(500) = ""
    lines: Lines = []


class TitleSign(types.In):
    """Who gave their word, and when."""

    at: types.Moment
    signed_by: types.text(64, minimum=1)


class TitleAtBecause(types.In):
    """A step with its moment and reason."""

    at: types.Moment
    reason: types.Reason


class TitleBecause(types.In):
    """A step that needs a reason."""

    reason: types.Reason


class TitleLineOut(types.Out):
    """Tonnes of one lot, and the lot of the new owner."""

    id: UUID
    seq: int
    lot_id: UUID
    lot_no: str
    product_name: str
    brand: str
    weight: types.Weight
    pieces: int | None
    unit_cost: types.Price | None
    new_lot_id: UUID | None
    new_lot_no: str | None

    @staticmethod
    def resolve_lot_no(line: Any) -> Any:
        """This will give the lot's number."""
        return line.lot.no

    @staticmethod
    def resolve_product_name(line: Any) -> Any:
        """This will name the product."""
        return line.lot.product.name

    @staticmethod
    def resolve_brand(line: Any) -> Any:
        """This will name the brand."""
        return line.lot.brand

    @staticmethod
    def resolve_new_lot_no(line: Any) -> Any:
        """This will give the number of the new owner's lot."""
        return line.new_lot.no if line.new_lot else None


class TitleTransferRow(types.Out):
    """A transfer of title in a list."""

    id: UUID
    no: str
    state: str
    made_on: types.Day
    from_party_id: UUID
    from_party_name: str
    to_party_id: UUID
    to_party_name: str
    warehouse_id: UUID
    warehouse_name: str
    weight: types.Weight
    basis_no: str
    effective_at: types.Moment | None
    version: int
    created_at: types.Moment


class TitleTransferOut(TitleTransferRow):
    """A transfer of title in full."""

    from_signed_by: str
    issued_at: types.Moment | None
    warehouse_signed_by: str
    confirmed_at: types.Moment | None
    to_signed_by: str
    paper_code: str
    paper_id: UUID | None
    paper_line_id: UUID | None
    cost: types.Money | None
    note: str
    lines: list[TitleLineOut]
    owner_id: int | None
    unit_id: UUID | None
    updated_at: types.Moment

    @staticmethod
    def resolve_from_party_name(transfer: Any) -> Any:
        """This will name who gives."""
        return transfer.from_party.name

    @staticmethod
    def resolve_to_party_name(transfer: Any) -> Any:
        """This will name who gets."""
        return transfer.to_party.name

    @staticmethod
    def resolve_warehouse_name(transfer: Any) -> Any:
        """This will name the warehouse."""
        return transfer.warehouse.name

    @staticmethod
    def resolve_lines(transfer: Any) -> Any:
        """This will read the lines in order."""
        return sorted(transfer.lines.all(), key=lambda line: line.seq)


class TitleTransferFilters(Filters):
    """What transfers of title can be filtered by."""

    state: types.one_of(State) | None = None
    from_party_id: types.Id | None = None
    to_party_id: types.Id | None = None
    warehouse_id: types.Id | None = None
    paper_id: types.Id | None = None
    made_from: types.Day | None = None
    made_until: types.Day | None = None


def load(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail shows."""
    return rows.select_related("from_party", "to_party", "warehouse").prefetch_related(
        "lines__lot__product", "lines__new_lot"
    )


TITLE = declare(
    Resource(
        model=TitleTransfer,
        room="goods",
        name="titletransfer",
        plural="titletransfers",
        label=_("货权转移单"),
        out=TitleTransferOut,
        row=TitleTransferRow,
        create=Verb(actions.create, _("新建"), TitleTransferIn),
        change=Verb(actions.change, _("修改"), TitleTransferPatch),
        verbs={
            "issue": Verb(actions.issue, _("签发"), TitleSign),
            "confirm": Verb(actions.confirm, _("仓库确认"), TitleSign),
            "take_effect": Verb(actions.take_effect, _("受让方确认并生效"), TitleSign),
            "reject": Verb(actions.reject, _("拒绝"), TitleAtBecause, danger=True),
            "reverse": Verb(actions.reverse, _("冲回"), TitleAtBecause, danger=True),
            "cancel": Verb(actions.cancel, _("取消"), TitleBecause, danger=True),
        },
        filters=TitleTransferFilters,
        filter_paths={"made_from": "made_on__gte", "made_until": "made_on__lte"},
        columns={
            "from_party_name": "from_party__name",
            "to_party_name": "to_party__name",
            "warehouse_name": "warehouse__name",
        },
        ordering=("created_at", "made_on"),
        sensitive={"cost": policy.mask_all, "lines.unit_cost": policy.mask_all},
        load=load,
    )
)
