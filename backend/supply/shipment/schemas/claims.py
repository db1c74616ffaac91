"""Freight claims as machines see them."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from backend.core import types
from backend.core.access import policy
from backend.core.http.doors import Filters
from backend.core.registry import Resource, Verb, declare
from backend.supply.shipment import actions
from backend.supply.shipment.flow import ClaimState
from backend.supply.shipment.models import FreightClaim


class ClaimSend(types.In):
    """Putting a claim before who is liable."""

    on: types.Day
    liable: types.one_of(FreightClaim.Liable)
    cost_claimed: types.PositiveMoney


class ClaimAgree(types.In):
    """What both sides agreed on."""

    on: types.Day
    liable: types.one_of(FreightClaim.Liable)
    cost_agreed: types.MoneyNotNegative
    outcome: types.text(500) = ""


class ClaimSettle(types.In):
    """The day it was paid or set off."""

    on: types.Day


class ClaimWaive(types.In):
    """Why it is let go."""

    reason: types.Reason


class FreightClaimRow(types.Out):
    """A claim in a list."""

    id: UUID
    no: str
    state: str
    kind: str
    shipment_id: UUID
    shipment_no: str
    party_id: UUID
    party_name: str
    liable: str
    weight: types.Weight | None
    cost_claimed: types.Money | None
    cost_agreed: types.Money | None
    raised_at: types.Moment
    version: int
    created_at: types.Moment


class FreightClaimOut(FreightClaimRow):
    """A claim in full."""

    line_id: UUID | None
    description: str
    settled_on: types.Day | None
    outcome: str
    owner_id: int | None
    unit_id: UUID | None
    updated_at: types.Moment

    @staticmethod
    def resolve_shipment_no(claim: FreightClaim) -> str:
        """This will give the shipment's number."""
        return claim.shipment.no

    @staticmethod
    def resolve_party_name(claim: FreightClaim) -> str:
        """This will give the other side's name."""
        return claim.party.name


class FreightClaimFilters(Filters):
    """What claims can be filtered by."""

    state: types.one_of(ClaimState) | None = None
    kind: types.one_of(FreightClaim.Kind) | None = None
    liable: types.one_of(FreightClaim.Liable) | None = None
    shipment_id: types.Id | None = None
    party_id: types.Id | None = None


def load(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail shows."""
    return rows.select_related("shipment", "party")


FREIGHT_CLAIM = declare(
    Resource(
        model=FreightClaim,
        room="supply",
        name="freight_claim",
        plural="freight-claims",
        label=_("货运索赔"),
        out=FreightClaimOut,
        row=FreightClaimRow,
        verbs={
            "send": Verb(actions.send, _("提出索赔"), ClaimSend),
            "agree": Verb(actions.agree, _("协商一致"), ClaimAgree),
            "settle": Verb(actions.settle, _("结清"), ClaimSettle),
            "waive": Verb(actions.waive, _("放弃"), ClaimWaive, danger=True),
        },
        filters=FreightClaimFilters,
        columns={"shipment_no": "shipment__no", "party_name": "party__name"},
        ordering=("created_at", "raised_at"),
        sensitive={"cost_claimed": policy.mask_all, "cost_agreed": policy.mask_all},
        load=load,
    )
)
