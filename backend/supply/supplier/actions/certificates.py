"""Certificates: uploaded by anybody who may, counted once somebody verified them."""

from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Duplicate, Malformed, Refusal
from backend.core.events import log
from backend.supply.supplier.flow import CertificateState
from backend.supply.supplier.models import Certificate, Supplier

log.declare(
    "supply.certificate.submitted",
    "supply.certificate.changed",
    "supply.certificate.verified",
    "supply.certificate.refused",
    "supply.certificate.withdrawn",
    "supply.certificate.expiry_warned",
)


class SameCertificate(Duplicate):
    """This certificate is on file."""

    sentence = _("该供应商已登记同编号的同类证书。")


class EndsBefore(Malformed):
    """It would end before it begins."""

    sentence = _("有效期不能早于发证日期。")


class NotSubmitted(Refusal):
    """What was checked is not written anew."""

    sentence = _("证书已核验，不能修改；请作废后重新登记。")


class Expired(Refusal):
    """A certificate that has run out proves nothing."""

    sentence = _("证书已于 {until} 过期，不能核验通过。")


documents.explains("supply_certificate_once", SameCertificate())
documents.explains(
    "supply_certificate_ends_after_it_begins",
    EndsBefore(errors={"expires_on": EndsBefore.sentence}),
)


def _lock(certificate_id: UUID, actor: Actor, verb: str) -> Certificate:
    permission = f"supply.{verb}_certificate"
    return documents.lock(Certificate, certificate_id, actor=actor, permission=permission)


@documents.verb
def create(*, actor: Actor, id: UUID | None, supplier_id: UUID, **facts: Any) -> Certificate:
    """This will put a certificate on file; it counts once verified."""
    supplier = documents.refer(Supplier, supplier_id, actor=actor, field="supplier_id")
    assert supplier is not None
    certificate = Certificate(
        supplier=supplier, owner_id=supplier.owner_id, unit_id=supplier.unit_id, **facts
    )
    if id is not None:
        certificate.id = id
    return documents.add(certificate, actor=actor, event="supply.certificate.submitted")


@documents.verb
def change(certificate_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> Certificate:
    """This will correct a certificate that nobody has checked yet."""
    certificate = _lock(certificate_id, actor, "change")
    if certificate.state != CertificateState.SUBMITTED:
        raise NotSubmitted
    for name, value in changes.items():
        setattr(certificate, name, value)
    return documents.save(certificate, actor=actor, event="supply.certificate.changed")


@documents.verb
def verify(certificate_id: UUID, *, actor: Actor, on: date, note: str) -> Certificate:
    """This will let a certificate count; raises Expired for one that has run out."""
    certificate = _lock(certificate_id, actor, "verify")
    certificate.verify()
    if certificate.expires_on is not None and certificate.expires_on < on:
        raise Expired(until=certificate.expires_on)
    _checked(certificate, actor, on, note)
    return documents.save(certificate, actor=actor, event="supply.certificate.verified")


@documents.verb
def refuse(certificate_id: UUID, *, actor: Actor, on: date, reason: str) -> Certificate:
    """This will record that a certificate does not hold."""
    certificate = _lock(certificate_id, actor, "verify")
    certificate.refuse()
    _checked(certificate, actor, on, reason)
    return documents.save(
        certificate, actor=actor, event="supply.certificate.refused", reason=reason
    )


def _checked(certificate: Certificate, actor: Actor, on: date, note: str) -> None:
    certificate.checked_by_id, certificate.checked_on = actor.user_id, on
    certificate.check_note = note


@documents.verb
def withdraw(certificate_id: UUID, *, actor: Actor, reason: str) -> Certificate:
    """This will let a certificate count no more."""
    certificate = _lock(certificate_id, actor, "withdraw")
    certificate.withdraw()
    return documents.save(
        certificate, actor=actor, event="supply.certificate.withdrawn", reason=reason
    )


@documents.verb
def note_expiring(certificate_id: UUID, *, actor: Actor, step: int) -> bool:
    """This will tell, once a step, that a certificate runs out; it says whether it told."""
    certificate = Certificate.objects.select_for_update(no_key=True).get(pk=certificate_id)
    told = certificate.warned_days
    if certificate.state != CertificateState.VERIFIED or (told is not None and told <= step):
        return False
    documents.remember(certificate)
    certificate.warned_days = step
    documents.save(
        certificate,
        actor=actor,
        event="supply.certificate.expiry_warned",
        payload={"days": step, "expires_on": certificate.expires_on},
    )
    return True
