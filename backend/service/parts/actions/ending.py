"""What becomes of a defective part: the supplier makes good, it is repaired, or written off."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.documents.source import Source
from backend.core.errors import Refusal
from backend.goods.serial import actions as serials
from backend.goods.stock import actions as stock
from backend.goods.stock.models import Lot
from backend.goods.warehouse import queries as warehouses
from backend.service.parts.actions.back import is_numbered, lock, save
from backend.service.parts.flow import ClaimState
from backend.service.parts.models import DefectiveReturn


class NotCreditedYet(Refusal):
    """The supplier has not agreed to make good."""

    sentence = _("供应商尚未同意索赔，不能按补偿处置。请先在供应商索赔中登记对方同意。")


@documents.verb
def credit(
    defective_return_id: UUID, *, actor: Actor, at: datetime, outcome: str
) -> DefectiveReturn:
    """This will hand the part to the supplier, who agreed to make good; raises NotCreditedYet."""
    back = lock(defective_return_id, actor=actor, verb="credit")
    back.credit()
    claim = getattr(back, "claim", None)
    if claim is None or claim.state not in (ClaimState.ACCEPTED, ClaimState.CREDITED):
        raise NotCreditedYet
    _leave(back, actor=actor, at=at, reason=outcome)
    if is_numbered(back):
        serials.give_out(
            actor=actor, at=at, product_id=back.product_id, nos=[back.serial],
            source=Source.of(back),
        )  # fmt: skip
    return _end(back, actor=actor, event="credited", at=at, outcome=outcome)


@documents.verb
def repair(
    defective_return_id: UUID,
    *,
    actor: Actor,
    at: datetime,
    warehouse_id: UUID,
    outcome: str,
) -> DefectiveReturn:
    """This will put the part back among the usable ones, repaired; it stays without value."""
    back = lock(defective_return_id, actor=actor, verb="repair")
    back.repair()
    assert back.defective_lot_id is not None
    assert back.warehouse_id is not None
    place = warehouses.in_use(warehouse_id, actor=actor)
    source = Source.of(back)
    stock.mark_quality(
        back.defective_lot_id, actor=actor, at=at, quality=Lot.Quality.FREE, source=source,
        reason=outcome,
    )  # fmt: skip
    if place.pk != back.warehouse_id:
        take = stock.Take(back.defective_lot_id, back.warehouse_id, back.quantity)
        stock.send(
            actor=actor, at=at, source=source, line_id=back.pk, takes=[take],
            to_warehouse_id=place.pk, reason=outcome,
        )  # fmt: skip
        if is_numbered(back):
            serials.move(
                actor=actor, at=at, product_id=back.product_id, nos=[back.serial],
                warehouse_id=place.pk, source=source,
            )  # fmt: skip
    return _end(back, actor=actor, event="repaired", at=at, outcome=outcome)


@documents.verb
def scrap(
    defective_return_id: UUID, *, actor: Actor, at: datetime, outcome: str
) -> DefectiveReturn:
    """This will write the part off."""
    back = lock(defective_return_id, actor=actor, verb="scrap")
    back.scrap()
    _leave(back, actor=actor, at=at, reason=outcome)
    if is_numbered(back):
        serials.discard(
            actor=actor, at=at, product_id=back.product_id, nos=[back.serial],
            source=Source.of(back),
        )  # fmt: skip
    return _end(back, actor=actor, event="scrapped", at=at, outcome=outcome)


def _leave(back: DefectiveReturn, *, actor: Actor, at: datetime, reason: str) -> None:
    assert back.defective_lot_id is not None
    assert back.warehouse_id is not None
    take = stock.Take(back.defective_lot_id, back.warehouse_id, back.quantity)
    stock.draw(
        actor=actor, at=at, source=Source.of(back), line_id=back.pk, takes=[take], reason=reason
    )


def _end(
    back: DefectiveReturn, *, actor: Actor, event: str, at: datetime, outcome: str
) -> DefectiveReturn:
    back.ended_on, back.outcome = timezone.localdate(at), outcome
    return save(back, actor=actor, event=event, reason=outcome, at=at)
