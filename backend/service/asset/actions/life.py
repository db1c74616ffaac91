"""Where a machine stands and whether it runs."""

from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Malformed, Refusal
from backend.service.asset import calc, queries
from backend.service.asset.actions import held, promising
from backend.service.asset.flow import OVER, State
from backend.service.asset.models import Asset


class PartOfItself(Refusal):
    """A machine would end up inside itself."""

    sentence = _("{above} 已经装在 {this} 之内，不能再作为它的上级设备。")


class StartsBefore(Malformed):
    """A machine is commissioned before it came."""

    sentence = _("调试验收日期不能早于签收日期。")


@documents.verb
def place(
    asset_id: UUID, *, actor: Actor, parent_id: UUID | None, position: str, reason: str
) -> Asset:
    """This will make a machine part of another one of the same customer, or free it.

    Raises PartOfItself when the other one stands inside it already.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('service_asset.parent'))")
    asset = held.lock(asset_id, actor=actor, verb="place")
    parent = documents.refer(Asset, parent_id, actor=actor, field="parent_id")
    if parent is not None:
        if parent.customer_id != asset.customer_id:
            raise Malformed(errors={"parent_id": _("上级设备属于另一个客户")})
        _require_no_circle(asset, parent)
    asset.parent, asset.position = parent, position
    return held.save(asset, actor=actor, event="placed", reason=reason, parent_id=parent_id)


def _require_no_circle(asset: Asset, parent: Asset) -> None:
    parents = {str(asset.pk): str(parent.pk)}
    for one in (parent, *queries.above(parent)):
        if one.parent_id is not None and str(one.pk) not in parents:
            parents[str(one.pk)] = str(one.parent_id)
    if calc.circle(str(asset.pk), parents):
        raise PartOfItself(above=f"{parent.no} {parent.serial}", this=f"{asset.no} {asset.serial}")


@documents.verb
def install(asset_id: UUID, *, actor: Actor, at: datetime, note: str) -> Asset:
    """This will record that a machine stands on its site."""
    asset = held.lock(asset_id, actor=actor, verb="install")
    asset.install()
    return held.save(asset, actor=actor, event="installed", reason=note, at=at)


@documents.verb
def commission(asset_id: UUID, *, actor: Actor, on: date, note: str) -> Asset:
    """This will start a machine up for good; a warranty counted from that day begins."""
    asset = held.lock(asset_id, actor=actor, verb="commission")
    if asset.delivered_on is not None and on < asset.delivered_on:
        raise StartsBefore(errors={"on": StartsBefore.sentence})
    asset.commission()
    asset.commissioned_on = on
    promising.settle_warranty(asset)
    held.save(asset, actor=actor, event="commissioned", reason=note, on=on)
    promising.write_warranty(asset)
    return asset


@documents.verb
def go_down(asset_id: UUID, *, actor: Actor, at: datetime, reason: str) -> Asset:
    """This will record that a machine does not run."""
    asset = held.lock(asset_id, actor=actor, verb="go_down")
    return _down(asset, actor=actor, at=at, reason=reason)


@documents.verb
def come_up(asset_id: UUID, *, actor: Actor, at: datetime, note: str) -> Asset:
    """This will record that a machine runs again, and how long it did not."""
    asset = held.lock(asset_id, actor=actor, verb="come_up")
    return _up(asset, actor=actor, at=at, reason=note)


@documents.verb
def note_installed(asset_id: UUID, *, actor: Actor, at: datetime, is_commissioned: bool) -> Asset:
    """This will let a paper above say that a machine stands on its site, or runs for good."""
    asset = held.take(asset_id)
    if asset.state in (State.PRODUCED, State.SHIPPED):
        asset.install()
        held.save(asset, actor=actor, event="installed", at=at)
    if is_commissioned and asset.state == State.INSTALLED:
        asset.commission()
        asset.commissioned_on = timezone.localdate(at)
        promising.settle_warranty(asset)
        held.save(asset, actor=actor, event="commissioned", on=asset.commissioned_on)
        promising.write_warranty(asset)
    return asset


@documents.verb
def note_down(asset_id: UUID, *, actor: Actor, at: datetime, reason: str = "") -> Asset:
    """This will let a paper above say that a machine does not run; twice is once."""
    asset = held.take(asset_id)
    if asset.state in (State.DOWN, State.PRODUCED, *OVER):
        return asset
    return _down(asset, actor=actor, at=at, reason=reason)


@documents.verb
def note_up(asset_id: UUID, *, actor: Actor, at: datetime, reason: str = "") -> Asset:
    """This will let a paper above say that a machine runs again; twice is once."""
    asset = held.take(asset_id)
    if asset.state != State.DOWN:
        return asset
    return _up(asset, actor=actor, at=at, reason=reason)


def _down(asset: Asset, *, actor: Actor, at: datetime, reason: str) -> Asset:
    asset.go_down()
    asset.down_since = at
    return held.save(asset, actor=actor, event="went_down", reason=reason, at=at)


def _up(asset: Asset, *, actor: Actor, at: datetime, reason: str) -> Asset:
    since = asset.down_since
    asset.come_up()
    hours = calc.hours_between(since, at) if since is not None and since <= at else None
    asset.down_since = None
    return held.save(
        asset, actor=actor, event="came_up", reason=reason, at=at, since=since, hours=hours
    )
