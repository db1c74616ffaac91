"""How a machine's time with a customer ends: given up, given back, or replaced."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.documents.source import Source
from backend.core.errors import Malformed
from backend.goods.serial import actions as serials
from backend.goods.serial import queries as serial_queries
from backend.goods.serial.flow import State as SerialState
from backend.service.asset.actions import held, promising
from backend.service.asset.flow import OVER
from backend.service.asset.models import Asset, Entitlement

SITE = (
    "site_name",
    "address",
    "latitude",
    "longitude",
    "access_notes",
    "contact_name",
    "contact_phone",
    "parent_id",
    "position",
)
COVER = (
    "kind",
    "ends_on",
    "covers_labour",
    "covers_parts",
    "covers_travel",
    "response_hours",
    "onsite_hours",
    "restore_hours",
    "resolve_hours",
    "calendar",
    "visits_left",
    "note",
)


@documents.verb
def retire(asset_id: UUID, *, actor: Actor, at: datetime, reason: str) -> Asset:
    """This will take a machine out of use; what was promised for it ends."""
    asset = held.lock(asset_id, actor=actor, verb="retire")
    asset.retire()
    _end(asset, at=at)
    return held.save(asset, actor=actor, event="retired", reason=reason, at=at)


@documents.verb
def give_back(asset_id: UUID, *, actor: Actor, at: datetime, reason: str) -> Asset:
    """This will record that a machine came back to us; its serial waits to be looked at."""
    asset = held.lock(asset_id, actor=actor, verb="give_back")
    asset.give_back()
    _end(asset, at=at)
    serial = serial_queries.of(asset.product_id, asset.serial)
    if serial is not None and serial.state == SerialState.OUT:
        serials.give_back(
            actor=actor,
            at=at,
            product_id=asset.product_id,
            nos=[asset.serial],
            source=Source.of(asset),
        )
    return held.save(asset, actor=actor, event="returned", reason=reason, at=at)


@documents.verb
def replace(asset_id: UUID, *, actor: Actor, at: datetime, by_asset_id: UUID, reason: str) -> Asset:
    """This will let another machine of the customer take a machine's place.

    It takes over the site, what is built into the old one, and the rest of every promise: the
    same last day, the same visits left. A warranty of its own that lasts longer is kept.
    """
    asset = held.lock(asset_id, actor=actor, verb="replace")
    _check(asset, by_asset_id, actor=actor)
    new = held.take(by_asset_id)
    asset.replace()
    new.replaces = asset
    for name in SITE:
        if getattr(new, name) in (None, ""):
            setattr(new, name, getattr(asset, name))
    rest = _end(asset, at=at)
    _pass_on(rest, new, at=at)
    for child in Asset.objects.select_for_update().filter(parent=asset).exclude(pk=new.pk):
        documents.remember(child)
        child.parent = new
        held.save(child, actor=actor, event="placed", reason=reason, parent_id=new.pk)
    held.save(new, actor=actor, event="changed", reason=reason, replaces_id=asset.pk)
    return held.save(asset, actor=actor, event="replaced", reason=reason, at=at, by_asset_id=new.pk)


def _check(asset: Asset, by_asset_id: UUID, *, actor: Actor) -> None:
    new = documents.refer(Asset, by_asset_id, actor=actor, field="by_asset_id")
    assert new is not None
    said = None
    if new.pk == asset.pk:
        said = _("请选择另一台设备")
    elif new.customer_id != asset.customer_id:
        said = _("替换的设备属于另一个客户")
    elif new.replaces_id is not None:
        said = _("这台设备已经替换了别的设备")
    elif new.state in OVER:
        said = _("这台设备已终止，不能用来替换")
    if said is not None:
        raise Malformed(errors={"by_asset_id": said})


def _end(asset: Asset, *, at: datetime) -> list[Entitlement]:
    asset.ended_on, asset.down_since = timezone.localdate(at), None
    return promising.end_all(asset, at=at)


def _pass_on(rest: list[Entitlement], new: Asset, *, at: datetime) -> None:
    """Promises still running go on for the new machine under the old one's name."""
    on = timezone.localdate(at)
    rows = []
    for row in rest:
        facts = {name: getattr(row, name) for name in COVER}
        basis = row.basis_no or str(row.asset.no)
        starts = max(row.starts_on, on)
        rows.append(Entitlement(asset=new, starts_on=starts, basis_no=basis, **facts))
    Entitlement.objects.bulk_create(rows)
