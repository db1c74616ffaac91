"""What people do with freight cards and cost profiles."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Duplicate, Malformed, Refusal
from backend.core.events import log
from backend.core.numbering import actions as numbering
from backend.core.party.models import Party
from backend.crm.freight import queries
from backend.crm.freight.models import (
    CostElement,
    CostProfile,
    FreightCard,
    FreightRate,
    FreightSurcharge,
)

log.declare(
    "crm.freight_card.created",
    "crm.freight_card.changed",
    "crm.freight_card.retired",
    "crm.freight_card.resumed",
    "crm.cost_profile.created",
    "crm.cost_profile.changed",
    "crm.cost_profile.retired",
    "crm.cost_profile.resumed",
)


class CardsOverlap(Refusal):
    """Two cards of one carrier, way and basis would hold on the same day."""

    sentence = _(
        "“{this}”（{this_from} 至 {this_until}）与已有的“{other}”（{other_from} 至 {other_until}）"
        "线路、承运人和计费方式相同且有效期重叠，请先停用其中一张或调整有效期。"
    )


class DaysTurned(Malformed):
    """The last day is before the first."""

    sentence = _("截止日不能早于生效日。")


class NoCarrier(Malformed):
    """Neither a company on file nor a name."""

    sentence = _("请选择承运人，或填写承运人名称。")


class RateDoesNotFit(Malformed):
    """A rate does not belong to the card's basis."""

    sentence = _("运价行与计费方式不符。")


class ProfileKnown(Duplicate):
    """An active profile of this name exists."""

    sentence = _("已有同名的启用中的费用方案。")


documents.explains("crm_costprofile_name_once", ProfileKnown())
documents.explains(
    "crm_freightrate_step_once", RateDoesNotFit(_("同一档位（吨数、公里或柜型）只能有一行运价。"))
)

NEEDED = {
    FreightCard.Basis.TONNE.value: ("from_tonnes", _("按吨计费的每行须填写起始吨数")),
    FreightCard.Basis.DISTANCE.value: ("up_to_km", _("按公里段计费的每行须填写至公里")),
    FreightCard.Basis.CONTAINER.value: ("container", _("按柜计费的每行须选择柜型")),
}
UNITS = {
    FreightCard.Basis.TONNE.value: (FreightRate.Per.TONNE,),
    FreightCard.Basis.DISTANCE.value: (
        FreightRate.Per.TONNE,
        FreightRate.Per.TONNE_KM,
        FreightRate.Per.TRIP,
    ),
    FreightCard.Basis.CONTAINER.value: (FreightRate.Per.CONTAINER,),
}
STEPS = ("from_tonnes", "up_to_km", "container")


# -- freight cards ---------------------------------------------------------------------------


@documents.verb
def create(
    *, actor: Actor, id: UUID | None, rates: list[Any], surcharges: list[Any], **facts: Any
) -> FreightCard:
    """This will put what a carrier asks on file."""
    card = FreightCard()
    if id is not None:
        card.id = id
    _tell(card, facts, actor=actor)
    _fits(card, rates)
    card.no = numbering.next_number("YJ", on=card.valid_from)
    _alone(card)
    documents.add(
        card,
        actor=actor,
        event="crm.freight_card.created",
        permission="crm.create_freight_card",
    )
    _replace(card, FreightRate, rates)
    _replace(card, FreightSurcharge, surcharges)
    return card


@documents.verb
def change(freight_card_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> FreightCard:
    """This will correct a freight card; a list of rates replaces the whole list."""
    card = documents.lock(
        FreightCard, freight_card_id, actor=actor, permission="crm.change_freight_card"
    )
    rates, surcharges = changes.pop("rates", None), changes.pop("surcharges", None)
    _tell(card, changes, actor=actor)
    _fits(card, list(card.rates.all()) if rates is None else rates)
    _alone(card)
    documents.save(card, actor=actor, event="crm.freight_card.changed")
    if rates is not None:
        _replace(card, FreightRate, rates)
    if surcharges is not None:
        _replace(card, FreightSurcharge, surcharges)
    return card


@documents.verb
def retire(freight_card_id: UUID, *, actor: Actor, reason: str) -> FreightCard:
    """This will use a freight card no longer."""
    card = documents.lock(
        FreightCard, freight_card_id, actor=actor, permission="crm.retire_freight_card"
    )
    card.retire()
    return documents.save(card, actor=actor, event="crm.freight_card.retired", reason=reason)


@documents.verb
def resume(freight_card_id: UUID, *, actor: Actor) -> FreightCard:
    """This will use a freight card again, unless another has taken its place."""
    card = documents.lock(
        FreightCard, freight_card_id, actor=actor, permission="crm.retire_freight_card"
    )
    card.resume()
    _alone(card)
    return documents.save(card, actor=actor, event="crm.freight_card.resumed")


def _tell(card: FreightCard, facts: dict[str, Any], *, actor: Actor) -> None:
    if "carrier_id" in facts:
        card.carrier = documents.refer(
            Party, facts.pop("carrier_id"), actor=actor, field="carrier_id"
        )
    for name, value in facts.items():
        setattr(card, name, value)
    if card.carrier is not None and not card.carrier_name:
        card.carrier_name = card.carrier.name[:100]
    if not card.carrier_name:
        raise NoCarrier(errors={"carrier_name": NoCarrier.sentence})
    if card.valid_until < card.valid_from:
        raise DaysTurned(errors={"valid_until": DaysTurned.sentence})
    card.lane = queries.lane(card)


def _fits(card: FreightCard, rates: list[Any]) -> None:
    """Every rate says from where it holds, and nothing that another basis would say."""
    needed, why = NEEDED[card.basis]
    others = [name for name in STEPS if name != needed]
    for place, row in enumerate(rates):
        if getattr(row, needed) in (None, ""):
            raise RateDoesNotFit(errors={f"rates.{place}.{needed}": why})
        if row.per not in UNITS[card.basis]:
            raise RateDoesNotFit(errors={f"rates.{place}.per": RateDoesNotFit.sentence})
        for name in others:
            if getattr(row, name) not in (None, ""):
                raise RateDoesNotFit(errors={f"rates.{place}.{name}": RateDoesNotFit.sentence})


def _alone(card: FreightCard) -> None:
    """One writer of a lane at a time, so that two cards never slip past each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"freight:{card.lane}"])
    other = queries.overlapping(card)
    if other is None:
        return
    raise CardsOverlap(
        other=queries.title(other),
        other_from=other.valid_from,
        other_until=other.valid_until,
        this=queries.title(card),
        this_from=card.valid_from,
        this_until=card.valid_until,
    )


def _replace(card: FreightCard, kind: Any, rows: list[Any]) -> None:
    kind.objects.filter(card=card).delete()
    kind.objects.bulk_create(
        kind(card=card, seq=seq, **_filled(dict(row))) for seq, row in enumerate(rows, 1)
    )


def _filled(facts: dict[str, Any]) -> dict[str, Any]:
    """No kind of container is an empty text, never null."""
    return {name: "" if name == "container" and v is None else v for name, v in facts.items()}


# -- cost profiles ---------------------------------------------------------------------------


@documents.verb
def create_profile(
    *, actor: Actor, id: UUID | None, elements: list[Any], **facts: Any
) -> CostProfile:
    """This will put the costs of a way on file."""
    profile = CostProfile(**_filled(facts))
    if id is not None:
        profile.id = id
    _in_order(profile)
    profile.no = numbering.next_number("FY", on=profile.valid_from)
    documents.add(
        profile,
        actor=actor,
        event="crm.cost_profile.created",
        permission="crm.create_cost_profile",
    )
    _replace_elements(profile, elements)
    return profile


@documents.verb
def change_profile(cost_profile_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> CostProfile:
    """This will correct a cost profile; a list of elements replaces the whole list."""
    profile = documents.lock(
        CostProfile, cost_profile_id, actor=actor, permission="crm.change_cost_profile"
    )
    elements = changes.pop("elements", None)
    for name, value in changes.items():
        setattr(profile, name, value)
    _in_order(profile)
    documents.save(profile, actor=actor, event="crm.cost_profile.changed")
    if elements is not None:
        _replace_elements(profile, elements)
    return profile


@documents.verb
def retire_profile(cost_profile_id: UUID, *, actor: Actor, reason: str) -> CostProfile:
    """This will use a cost profile no longer."""
    profile = documents.lock(
        CostProfile, cost_profile_id, actor=actor, permission="crm.retire_cost_profile"
    )
    profile.retire()
    return documents.save(profile, actor=actor, event="crm.cost_profile.retired", reason=reason)


@documents.verb
def resume_profile(cost_profile_id: UUID, *, actor: Actor) -> CostProfile:
    """This will use a cost profile again."""
    profile = documents.lock(
        CostProfile, cost_profile_id, actor=actor, permission="crm.retire_cost_profile"
    )
    profile.resume()
    return documents.save(profile, actor=actor, event="crm.cost_profile.resumed")


def check_elements(rows: Sequence[Any]) -> None:
    """This will refuse costs that name no currency, and shares of the whole or more."""
    errors: dict[str, StrOrPromise] = {}
    for place, row in enumerate(rows):
        if row.basis == CostElement.Basis.PERCENT:
            if row.amount >= 1:
                errors[f"elements.{place}.amount"] = _("比例须小于 1")
        elif not row.currency:
            errors[f"elements.{place}.currency"] = _("必填")
    if errors:
        raise Malformed(errors=errors)


def _in_order(profile: CostProfile) -> None:
    if profile.valid_until < profile.valid_from:
        raise DaysTurned(errors={"valid_until": DaysTurned.sentence})


def _replace_elements(profile: CostProfile, rows: list[Any]) -> None:
    check_elements(rows)
    CostElement.objects.filter(profile=profile).delete()
    CostElement.objects.bulk_create(
        CostElement(profile=profile, seq=seq, **dict(row)) for seq, row in enumerate(rows, 1)
    )
