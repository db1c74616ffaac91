"""Non-conformities as machines see them."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from backend.core import types
from backend.core.access import policy
from backend.core.http.doors import Filters
from backend.core.registry import Resource, Verb, declare
from backend.goods.quality.actions import defects as actions
from backend.goods.quality.flow import DefectState
from backend.goods.quality.models import Nonconformity


class NonconformityIn(types.In):
    """Goods that are not as they should be: of an inspection, a lot or a paper."""

    id: types.Id | None = None
    on: types.Day
    product_id: types.Id
    inspection_id: types.Id | None = None
    lot_id: types.Id | None = None
    warehouse_id: types.Id | None = None
    party_id: types.Id | None = None
    document: types.text(64) = ""
    document_id: types.Id | None = None
    quantity: types.PositiveWeight
    defect_code: types.text(32, minimum=1)
    description: types.text(500, minimum=2)


class NonconformityContain(types.In):
    """How the goods are set apart."""

    at: types.Moment
    containment: types.text(500, minimum=2)


class NonconformityAnalyse(types.In):
    """Why it happened, and what keeps it from happening again."""

    cause: types.text(500, minimum=2)
    prevention: types.text(500) = ""


class NonconformityDispose(types.In):
    """What becomes of the goods, and what it costs."""

    at: types.Moment
    disposition: types.one_of(Nonconformity.Disposition)
    reason: types.Reason
    cost: types.MoneyNotNegative | None = None


class NonconformityVerify(types.In):
    """That it was done, and done well."""

    at: types.Moment
    verification: types.text(500, minimum=2)


class NonconformityClose(types.In):
    """Nothing more to say."""


class NonconformityRow(types.Out):
    """A non-conformity in a list."""

    id: UUID
    no: str
    state: str
    reported_on: date
    product_id: UUID
    product_name: str
    lot_id: UUID | None
    lot_no: str | None
    party_id: UUID | None
    party_name: str | None
    quantity: types.Weight
    defect_code: str
    disposition: str
    cost: types.Money | None
    version: int
    created_at: types.Moment


class NonconformityOut(NonconformityRow):
    """A non-conformity in full."""

    source_code: str
    source_id: UUID | None
    source_no: str
    inspection_id: UUID | None
    warehouse_id: UUID | None
    description: str
    containment: str
    cause: str
    prevention: str
    disposition_reason: str
    disposed_at: types.Moment | None
    disposed_by_id: int | None
    verification: str
    owner_id: int | None
    unit_id: UUID | None
    updated_at: types.Moment

    @staticmethod
    def resolve_product_name(defect: Nonconformity) -> str:
        """This will give the product's name."""
        return defect.product.name

    @staticmethod
    def resolve_lot_no(defect: Nonconformity) -> str | None:
        """This will give the lot's number."""
        return defect.lot.no if defect.lot is not None else None

    @staticmethod
    def resolve_party_name(defect: Nonconformity) -> str | None:
        """This will give who answers for it."""
        return defect.party.name if defect.party is not None else None


class NonconformityFilters(Filters):
    """What non-conformities can be filtered by."""

    state: types.one_of(DefectState) | None = None
    product_id: types.Id | None = None
    lot_id: types.Id | None = None
    party_id: types.Id | None = None
    inspection_id: types.Id | None = None
    defect_code: types.text(32) | None = None
    disposition: types.one_of(Nonconformity.Disposition) | None = None


def load(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail shows."""
    return rows.select_related("product", "lot", "party")


NONCONFORMITY = declare(
    Resource(
        model=Nonconformity,
        room="goods",
        name="nonconformity",
        plural="nonconformities",
        label=_("不合格品"),
        out=NonconformityOut,
        row=NonconformityRow,
        create=Verb(actions.create_defect, _("登记不合格品"), NonconformityIn),
        verbs={
            "contain": Verb(actions.contain_defect, _("隔离"), NonconformityContain),
            "analyse": Verb(actions.analyse_defect, _("分析原因"), NonconformityAnalyse),
            "dispose": Verb(
                actions.dispose_defect, _("批准处置"), NonconformityDispose, danger=True
            ),
            "verify": Verb(actions.verify_defect, _("验证"), NonconformityVerify),
            "close": Verb(actions.close_defect, _("关闭"), NonconformityClose),
        },
        filters=NonconformityFilters,
        columns={
            "product_name": "product__name",
            "lot_no": "lot__no",
            "party_name": "party__name",
        },
        ordering=("created_at", "reported_on"),
        sensitive={"cost": policy.mask_all},
        load=load,
    )
)
