"""What is promised for a machine: warranty by rule, contracts and goodwill by hand, and visits."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Invisible, Malformed, Refusal
from backend.service.asset import calc
from backend.service.asset.actions import held
from backend.service.asset.models import Asset, Entitlement


class NoVisitsLeft(Refusal):
    """The promise has no visit left."""

    sentence = _("该服务权益的上门次数已用完（{basis}），请改为报价服务或续签。")


class WarrantyByRule(Refusal):
    """The warranty follows its rule and is not taken away by hand."""

    sentence = _("质保按规则计算，不能手工终止；设备退役、退回或更换时自动终止。")


@documents.verb
def grant(
    asset_id: UUID,
    *,
    actor: Actor,
    kind: str,
    starts_on: date,
    ends_on: date,
    basis_no: str,
    **facts: Any,
) -> Asset:
    """This will promise something for a machine: by a service contract, or out of goodwill."""
    asset = held.lock(asset_id, actor=actor, verb="grant")
    if ends_on < starts_on:
        raise Malformed(errors={"ends_on": _("截止日期不能早于开始日期")})
    if not basis_no:
        raise Malformed(errors={"basis_no": _("请填写依据，例如服务合同号")})
    row = Entitlement.objects.create(
        asset=asset, kind=kind, starts_on=starts_on, ends_on=ends_on, basis_no=basis_no, **facts
    )
    return held.save(
        asset, actor=actor, event="entitlement_granted", entitlement_id=row.pk, kind=kind
    )


@documents.verb
def revoke(
    asset_id: UUID, *, actor: Actor, at: datetime, entitlement_id: UUID, reason: str
) -> Asset:
    """This will end a promise before its last day."""
    asset = held.lock(asset_id, actor=actor, verb="revoke")
    row = Entitlement.objects.select_for_update().filter(
        pk=entitlement_id, asset=asset, ended_at=None
    )
    found = row.first()
    if found is None:
        raise Malformed(errors={"entitlement_id": Invisible.sentence})
    if found.kind == Entitlement.Kind.WARRANTY and not found.basis_no:
        raise WarrantyByRule
    found.ended_at = at
    found.save(update_fields=["ended_at"])
    return held.save(
        asset, actor=actor, event="entitlement_revoked", reason=reason, entitlement_id=found.pk
    )


@documents.verb
def use_visit(entitlement_id: UUID, *, actor: Actor) -> Entitlement:
    """This will take one visit off a promise that counts them; raises NoVisitsLeft."""
    row = Entitlement.objects.select_related("asset").get(pk=entitlement_id)
    if row.visits_left is None:
        return row
    asset = held.take(row.asset_id)
    counted = Entitlement.objects.filter(pk=entitlement_id, visits_left__gt=0)
    if not counted.update(visits_left=F("visits_left") - 1):
        raise NoVisitsLeft(basis=row.basis_no or row.get_kind_display())
    row.refresh_from_db()
    held.save(
        asset, actor=actor, event="visit_used", entitlement_id=row.pk, visits_left=row.visits_left
    )
    return row


def settle_warranty(asset: Asset) -> None:
    """This will bring the warranty days of a held machine in line with its rule."""
    rule = calc.Rule(
        months=asset.warranty_months,
        counted_from=asset.warranty_from,
        cap=asset.warranty_cap_months,
    )
    days = calc.warranty(
        rule, delivered_on=asset.delivered_on, commissioned_on=asset.commissioned_on
    )
    asset.warranty_start, asset.warranty_end = days or (None, None)


def write_warranty(asset: Asset) -> None:
    """This will keep one standing promise for the warranty of a saved machine."""
    rows = Entitlement.objects.filter(
        asset=asset, kind=Entitlement.Kind.WARRANTY, basis_no="", ended_at=None
    )
    if asset.warranty_start is None or asset.warranty_end is None:
        rows.delete()
        return
    days = {"starts_on": asset.warranty_start, "ends_on": asset.warranty_end}
    if not rows.update(**days):
        Entitlement.objects.create(asset=asset, kind=Entitlement.Kind.WARRANTY, **days)


def end_all(asset: Asset, *, at: datetime) -> list[Entitlement]:
    """This will end every standing promise of a machine, and give those still running."""
    on = timezone.localdate(at)
    rows = list(
        Entitlement.objects.select_for_update().filter(asset=asset, ended_at=None).order_by("id")
    )
    Entitlement.objects.filter(pk__in=[row.pk for row in rows]).update(ended_at=at)
    return [row for row in rows if row.ends_on >= on]
