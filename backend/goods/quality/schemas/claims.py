"""Objection rules and quality claims as machines see them."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from backend.core import overview, types
from backend.core.access import policy
from backend.core.http.doors import Filters
from backend.core.registry import ALWAYS, Resource, Verb, declare
from backend.goods.quality.actions import claims as actions
from backend.goods.quality.flow import ClaimState
from backend.goods.quality.models import ObjectionRule, QualityClaim
from backend.goods.quality.schemas.common import QualityBecause, QualityOn

Days = types.count(0, 3_650)
Permille = types.number(6, 3, minimum="0")


class ObjectionRuleIn(types.In):
    """The three clocks, in days from the signature, of a contract, a product or everything."""

    id: types.Id | None = None
    on: types.Day
    product_id: types.Id | None = None
    document: types.text(64) = ""
    document_id: types.Id | None = None
    quantity_days: Days
    visible_days: Days
    hidden_days: Days
    tolerance_permille: Permille = Decimal(0)


class ObjectionRulePatch(types.In):
    """What may change."""

    quantity_days: Days = 0
    visible_days: Days = 0
    hidden_days: Days = 0
    tolerance_permille: Permille = Decimal(0)
    is_active: types.Flag = True


class ObjectionRuleRow(types.Out):
    """A rule in a list."""

    id: UUID
    no: str
    product_id: UUID | None
    product_name: str | None
    contract_code: str
    contract_id: UUID | None
    contract_no: str
    quantity_days: int
    visible_days: int
    hidden_days: int
    tolerance_permille: Permille
    is_active: bool
    version: int
    created_at: types.Moment


class ObjectionRuleOut(ObjectionRuleRow):
    """A rule in full."""

    owner_id: int | None
    unit_id: UUID | None
    updated_at: types.Moment

    @staticmethod
    def resolve_product_name(rule: ObjectionRule) -> str | None:
        """This will give the product's name."""
        return rule.product.name if rule.product is not None else None


class ObjectionRuleFilters(Filters):
    """What rules can be filtered by."""

    product_id: types.Id | None = None
    contract_id: types.Id | None = None
    is_active: types.Flag | None = None


def load_rule(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail shows."""
    return rows.select_related("product")


OBJECTION_RULE = declare(
    Resource(
        model=ObjectionRule,
        room="goods",
        name="objection_rule",
        plural="objection-rules",
        label=_("质量异议期规则"),
        out=ObjectionRuleOut,
        row=ObjectionRuleRow,
        create=Verb(actions.create_rule, _("新建异议期规则"), ObjectionRuleIn),
        change=Verb(actions.change_rule, _("修改"), ObjectionRulePatch, states=ALWAYS),
        filters=ObjectionRuleFilters,
        columns={"product_name": "product__name"},
        load=load_rule,
    )
)


class QualityClaimIn(types.In):
    """An objection; `contract_id` names the contract whose clocks count."""

    id: types.Id | None = None
    on: types.Day
    side: types.one_of(QualityClaim.Side)
    kind: types.one_of(QualityClaim.Kind)
    party_id: types.Id
    product_id: types.Id
    lot_id: types.Id | None = None
    contract_id: types.Id | None = None
    document: types.text(64) = ""
    document_id: types.Id | None = None
    signed_on: types.Day
    delivered: types.PositiveWeight
    quantity: types.PositiveWeight
    amount_claimed: types.MoneyNotNegative | None = None
    description: types.text(500, minimum=2)


class QualityClaimAcknowledge(types.In):
    """A claim taken up; a late one needs a reason."""

    late_reason: types.text(500) = ""
    answer: types.text(500) = ""


class QualityClaimArbitrate(types.In):
    """Who decides."""

    umpire: types.text(120, minimum=2)


class QualityClaimAgree(types.In):
    """What both sides settled on: an amount, or goods."""

    outcome: types.one_of(QualityClaim.Outcome)
    amount: types.MoneyNotNegative | None = None
    quantity: types.PositiveWeight | None = None
    answer: types.text(500) = ""
    late_reason: types.text(500) = ""


class QualityClaimRow(types.Out):
    """A claim in a list."""

    id: UUID
    no: str
    state: str
    side: str
    kind: str
    party_id: UUID
    party_name: str
    product_id: UUID
    product_name: str
    lot_id: UUID | None
    lot_no: str | None
    source_no: str
    signed_on: date
    notified_on: date
    last_on: date
    is_late: bool
    quantity: types.Weight
    outcome: str
    amount_claimed: types.Money | None
    amount_agreed: types.Money | None
    version: int
    created_at: types.Moment


class QualityClaimOut(QualityClaimRow):
    """A claim in full."""

    source_code: str
    source_id: UUID | None
    rule_id: UUID | None
    delivered: types.Weight
    quantity_agreed: types.Weight | None
    description: str
    answer: str
    late_reason: str
    sampled_on: date | None
    umpire: str
    settled_on: date | None
    owner_id: int | None
    unit_id: UUID | None
    updated_at: types.Moment

    @staticmethod
    def resolve_party_name(claim: QualityClaim) -> str:
        """This will give the other side."""
        return claim.party.name

    @staticmethod
    def resolve_product_name(claim: QualityClaim) -> str:
        """This will give the product's name."""
        return claim.product.name

    @staticmethod
    def resolve_lot_no(claim: QualityClaim) -> str | None:
        """This will give the lot's number."""
        return claim.lot.no if claim.lot is not None else None


class QualityClaimFilters(Filters):
    """What claims can be filtered by."""

    state: types.one_of(ClaimState) | None = None
    side: types.one_of(QualityClaim.Side) | None = None
    kind: types.one_of(QualityClaim.Kind) | None = None
    party_id: types.Id | None = None
    product_id: types.Id | None = None
    lot_id: types.Id | None = None
    source_id: types.Id | None = None
    is_late: types.Flag | None = None


def load_claim(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail shows."""
    return rows.select_related("party", "product", "lot")


QUALITY_CLAIM = declare(
    Resource(
        model=QualityClaim,
        room="goods",
        name="quality_claim",
        plural="quality-claims",
        label=_("质量异议"),
        out=QualityClaimOut,
        row=QualityClaimRow,
        create=Verb(actions.create_claim, _("登记质量异议"), QualityClaimIn),
        verbs={
            "acknowledge": Verb(actions.acknowledge_claim, _("受理"), QualityClaimAcknowledge),
            "sample": Verb(actions.sample_claim, _("记录联合取样"), QualityOn),
            "arbitrate": Verb(actions.arbitrate_claim, _("提交仲裁"), QualityClaimArbitrate),
            "agree": Verb(actions.agree_claim, _("达成一致"), QualityClaimAgree),
            "settle": Verb(actions.settle_claim, _("了结"), QualityOn),
            "reject": Verb(actions.reject_claim, _("不成立"), QualityBecause, danger=True),
            "lapse": Verb(actions.lapse_claim, _("失效"), QualityBecause, danger=True),
        },
        filters=QualityClaimFilters,
        columns={
            "party_name": "party__name",
            "product_name": "product__name",
            "lot_no": "lot__no",
        },
        ordering=("created_at", "notified_on", "last_on"),
        sensitive={"amount_claimed": policy.mask_all, "amount_agreed": policy.mask_all},
        load=load_claim,
    )
)

overview.papers("quality_claims", QUALITY_CLAIM, tab=overview.Tab.AFTER)
