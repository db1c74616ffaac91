"""Handing over: who signed, where and when, with pictures, and a claim for each exception."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Malformed
from backend.supply.shipment import calc
from backend.supply.shipment.actions import claims, hold
from backend.supply.shipment.actions.track import pictures
from backend.supply.shipment.models import DeliveryProof, Shipment, TrackingEvent

Via = TrackingEvent.Via


@documents.verb
def deliver(
    shipment_id: UUID,
    *,
    actor: Actor,
    at: datetime,
    signature_id: UUID,
    photo_ids: list[UUID],
    exceptions: Sequence[Any],
    latitude: Decimal | None,
    longitude: Decimal | None,
    **signed: Any,
) -> Shipment:
    """This will record that goods were accepted, with the proof and a claim for each exception.

    The digest over signer, place, moment, pictures and exceptions stands in the event, so that
    a changed proof is known.
    """
    shipment = hold.lock(shipment_id, actor=actor, verb="deliver")
    shipment.deliver()
    if shipment.ata is not None and at < shipment.ata:
        raise Malformed(errors={"at": _("签收时间不能早于到达时间")})
    if (latitude is None) != (longitude is None):
        raise Malformed(errors={"latitude": _("经纬度须同时填写")})
    shipment.delivered_at = at
    raised = [
        claims.raise_claim(shipment, actor=actor, at=at, body=body, place=place)
        for place, body in enumerate(exceptions)
    ]
    proof = DeliveryProof(
        shipment=shipment,
        at=at,
        via=Via.MANUAL if actor.key_id is None else Via.API,
        latitude=latitude,
        longitude=longitude,
        signature=pictures(shipment, [signature_id], field="signature_id")[0],
        photos=pictures(shipment, photo_ids, field="photo_ids"),
        exceptions=[
            {"claim_no": claim.no, "kind": claim.kind, "description": claim.description}
            for claim in raised
        ],
        **signed,
    )
    proof.sha256 = calc.sealed(pack(proof))
    proof.save(force_insert=True)
    return hold.save(
        shipment,
        actor=actor,
        event="delivered",
        at=at,
        sha256=proof.sha256,
        claims=[claim.no for claim in raised],
    )


def pack(proof: DeliveryProof) -> dict[str, Any]:
    """This will give everything the digest of a proof covers."""
    return {
        "shipment": str(proof.shipment_id),
        "signer": proof.signer,
        "signer_phone": proof.signer_phone,
        "relation": proof.relation,
        "at": proof.at.timestamp(),
        "latitude": None if proof.latitude is None else f"{proof.latitude:.6f}",
        "longitude": None if proof.longitude is None else f"{proof.longitude:.6f}",
        "device": proof.device,
        "signature": proof.signature,
        "photos": proof.photos,
        "exceptions": proof.exceptions,
    }
