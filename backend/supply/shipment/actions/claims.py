"""Claims about a shipment: from an exception at the door to the money."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Malformed
from backend.core.events import log
from backend.core.numbering import actions as numbering
from backend.supply.shipment import calc
from backend.supply.shipment.models import Direction, FreightClaim, Shipment, ShipmentLine

CODE = "supply.freight_claim"
log.declare(
    "supply.freight_claim.raised",
    "supply.freight_claim.sent",
    "supply.freight_claim.agreed",
    "supply.freight_claim.settled",
    "supply.freight_claim.waived",
)


def raise_claim(
    shipment: Shipment, *, actor: Actor, at: datetime, body: Any, place: int
) -> FreightClaim:
    """This will open a claim for an exception; its owner is the shipment's."""
    line = None
    if body.line_id is not None:
        line = shipment.lines.filter(pk=body.line_id).first()
        if line is None:
            raise Malformed(errors={f"exceptions.{place}.line_id": _("运输单中没有这一行")})
    claim = FreightClaim(
        shipment=shipment,
        line=line,
        party_id=shipment.party_id,
        kind=body.kind,
        weight=body.weight,
        description=body.description,
        raised_at=at,
        owner_id=shipment.owner_id,
        unit_id=shipment.unit_id,
    )
    claim.no = numbering.next_number("HYSP", on=timezone.localdate(at))
    return documents.add(
        claim,
        actor=actor,
        event="supply.freight_claim.raised",
        payload={"shipment_id": shipment.pk, "kind": claim.kind},
    )


@documents.verb
def send(
    claim_id: UUID, *, actor: Actor, on: date, liable: str, cost_claimed: Decimal
) -> FreightClaim:
    """This will put a claim before who is liable."""
    claim = _lock(claim_id, actor=actor, verb="send")
    claim.send()
    claim.liable, claim.cost_claimed = liable, cost_claimed
    return _save(claim, actor=actor, event="sent", on=on)


@documents.verb
def agree(
    claim_id: UUID, *, actor: Actor, on: date, liable: str, cost_agreed: Decimal, outcome: str
) -> FreightClaim:
    """This will record the amount both sides agreed on, and who bears it."""
    claim = _lock(claim_id, actor=actor, verb="agree")
    if liable == FreightClaim.Liable.UNKNOWN:
        raise Malformed(errors={"liable": _("请先查明责任方")})
    claim.agree()
    claim.liable, claim.cost_agreed, claim.outcome = liable, cost_agreed, outcome
    return _save(claim, actor=actor, event="agreed", on=on)


@documents.verb
def settle(claim_id: UUID, *, actor: Actor, on: date) -> FreightClaim:
    """This will record that a claim was paid or set off; of a sale its order bears it.

    What we pay the customer is a cost of the sale, what others pay us takes from its cost.
    """
    claim = _lock(claim_id, actor=actor, verb="settle")
    claim.settle()
    claim.settled_on = on
    return _save(claim, actor=actor, event="settled", on=on, shares=_shares(claim))


@documents.verb
def waive(claim_id: UUID, *, actor: Actor, reason: str) -> FreightClaim:
    """This will let a claim go, saying why."""
    claim = _lock(claim_id, actor=actor, verb="waive")
    claim.waive()
    claim.outcome = reason
    return documents.save(claim, actor=actor, event=f"{CODE}.waived", reason=reason)


def _shares(claim: FreightClaim) -> list[dict[str, Any]]:
    """What each order line of an outgoing shipment bears of a claim, by weight."""
    shipment = claim.shipment
    if shipment.direction != Direction.OUTBOUND or not claim.cost_agreed:
        return []
    ours = claim.liable == FreightClaim.Liable.US
    amount = claim.cost_agreed if ours else -claim.cost_agreed
    lines: list[ShipmentLine] = list(shipment.lines.all()) if claim.line is None else [claim.line]
    parts = calc.shared(amount, bases=[line.weight for line in lines])
    return [
        {"shipment_line_id": line.pk, "line_id": line.contract_line_id, "amount": part}
        for line, part in zip(lines, parts, strict=True)
        if part
    ]


def _lock(claim_id: UUID, *, actor: Actor, verb: str) -> FreightClaim:
    return documents.lock(
        FreightClaim, claim_id, actor=actor, permission=f"supply.{verb}_freight_claim"
    )


def _save(claim: FreightClaim, *, actor: Actor, event: str, **facts: Any) -> FreightClaim:
    payload = {"shipment_id": claim.shipment_id, **facts}
    return documents.save(claim, actor=actor, event=f"{CODE}.{event}", payload=payload)
