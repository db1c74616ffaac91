"""Freight cards as machines see them."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from backend.core import types
from backend.core.http.doors import Filters
from backend.core.party.schemas import Because
from backend.core.registry import Resource, Verb, declare
from backend.crm.freight import actions
from backend.crm.freight.flow import State
from backend.crm.freight.models import Container, FreightCard, FreightRate, FreightSurcharge, Mode

Currency = Annotated[str, types.Clean, Field(pattern=r"^[A-Z]{3}$")]
Place = types.text(64, minimum=1)
Kilometres = types.number(9, 1, above="0")
Volumetric = types.number(9, 3, minimum="0")
Amount = types.number(18, 6, minimum="0")
Days = types.count(0, 365)


class FreightRateBody(types.In):
    """One rate: from a weight on, up to a distance, or for a kind of container."""

    from_tonnes: types.WeightNotNegative | None = None
    up_to_km: Kilometres | None = None
    container: types.one_of(Container) | None = None
    per: types.one_of(FreightRate.Per) = FreightRate.Per.TONNE.value
    rate: types.PriceNotNegative


class FreightSurchargeBody(types.In):
    """What comes on top; of the basis percent the amount is a ratio of the carriage."""

    kind: types.one_of(FreightSurcharge.Kind)
    basis: types.one_of(FreightSurcharge.Basis)
    amount: Amount


Rates = Annotated[list[FreightRateBody], Field(min_length=1, max_length=100)]
Surcharges = Annotated[list[FreightSurchargeBody], Field(max_length=20)]


class FreightCardIn(types.In):
    """What a carrier asks on one way, over some days."""

    id: types.Id | None = None
    carrier_id: types.Id | None = None
    carrier_name: types.text(100) = ""
    mode: types.one_of(Mode)
    origin: Place
    destination: Place
    valid_from: types.Day
    valid_until: types.Day
    basis: types.one_of(FreightCard.Basis)
    currency: Currency = "CNY"
    minimum: types.MoneyNotNegative = Decimal(0)
    volumetric: Volumetric = Decimal(0)
    lead_days: Days = 0
    transit_days: Days = 0
    note: types.text(500) = ""
    rates: Rates
    surcharges: Surcharges = []


class FreightCardPatch(types.In):
    """What of a card may be corrected; absent fields stay."""

    carrier_id: types.Id | None = None
    carrier_name: types.text(100) = ""
    valid_from: types.Day = date.min
    valid_until: types.Day = date.min
    currency: Currency = "CNY"
    minimum: types.MoneyNotNegative = Decimal(0)
    volumetric: Volumetric = Decimal(0)
    lead_days: Days = 0
    transit_days: Days = 0
    note: types.text(500) = ""
    rates: Rates = []
    surcharges: Surcharges = []


class FreightRateOut(types.Out):
    """One rate."""

    from_tonnes: types.Weight | None
    up_to_km: Kilometres | None
    container: str
    per: str
    rate: types.Price


class FreightSurchargeOut(types.Out):
    """What comes on top."""

    kind: str
    basis: str
    amount: Amount


class FreightCardRow(types.Out):
    """A freight card in a list."""

    id: UUID
    no: str
    state: str
    carrier_id: UUID | None
    carrier_name: str
    mode: str
    origin: str
    destination: str
    valid_from: date
    valid_until: date
    basis: str
    currency: str
    lead_days: int
    transit_days: int
    owner_id: int | None
    version: int
    created_at: types.Moment


class FreightCardOut(FreightCardRow):
    """A freight card in full."""

    minimum: types.Money
    volumetric: Volumetric
    note: str
    rates: list[FreightRateOut]
    surcharges: list[FreightSurchargeOut]
    updated_at: types.Moment

    @staticmethod
    def resolve_rates(card: Any) -> Any:
        """This will read the rates in their order."""
        return list(card.rates.all())

    @staticmethod
    def resolve_surcharges(card: Any) -> Any:
        """This will read the surcharges in their order."""
        return list(card.surcharges.all())


class FreightCardFilters(Filters):
    """What freight cards can be filtered by."""

    state: types.one_of(State) | None = None
    mode: types.one_of(Mode) | None = None
    basis: types.one_of(FreightCard.Basis) | None = None
    carrier_id: types.Id | None = None
    origin: types.text(64) | None = None
    destination: types.text(64) | None = None
    valid_on: types.Day | None = None


def load(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail shows."""
    return rows.select_related("carrier").prefetch_related("rates", "surcharges")


FREIGHT_CARD = declare(
    Resource(
        model=FreightCard,
        room="crm",
        name="freight_card",
        plural="freight-cards",
        label=_("运价卡"),
        out=FreightCardOut,
        row=FreightCardRow,
        create=Verb(actions.create, _("新建"), FreightCardIn),
        change=Verb(actions.change, _("修改"), FreightCardPatch),
        verbs={
            "retire": Verb(actions.retire, _("停用"), Because, danger=True),
            "resume": Verb(actions.resume, _("启用"), permission="crm.retire_freight_card"),
        },
        filters=FreightCardFilters,
        filter_paths={
            "origin": "origin__iexact",
            "destination": "destination__iexact",
            "valid_on": lambda day: Q(valid_from__lte=day, valid_until__gte=day),
        },
        ordering=("created_at", "valid_from", "valid_until"),
        scoped=False,
        load=load,
    )
)
