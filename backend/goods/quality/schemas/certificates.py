"""Quality certificates as machines see them."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from backend.core import types
from backend.core.http.doors import Filters
from backend.core.registry import ALWAYS, Resource, Verb, declare
from backend.goods.quality.actions import certificates as actions
from backend.goods.quality.models import Certificate
from backend.goods.quality.schemas.common import QualityBecause


class LotCertificateLineBody(types.In):
    """One result on a mill's certificate, as printed there."""

    name: types.text(64, minimum=1)
    unit_name: types.text(16) = ""
    method: types.text(120) = ""
    asked: types.text(120) = ""
    found: types.text(120, minimum=1)


class LotCertificateIn(types.In):
    """Our certificate of an inspection, or without one the mill's certificate of a lot."""

    id: types.Id | None = None
    on: types.Day
    inspection_id: types.Id | None = None
    lot_id: types.Id | None = None
    party_id: types.Id | None = None
    their_no: types.text(64) = ""
    standard: types.text(120) = ""
    note: types.text(500) = ""
    lines: Annotated[list[LotCertificateLineBody], Field(max_length=60)] = []


class LotCertificateLineOut(types.Out):
    """One result."""

    id: UUID
    seq: int
    name: str
    unit_name: str
    method: str
    asked: str
    found: str


class LotCertificateRow(types.Out):
    """A certificate in a list."""

    id: UUID
    no: str
    kind: str
    their_no: str
    lot_id: UUID
    lot_no: str
    product_id: UUID
    product_name: str
    inspection_id: UUID | None
    party_id: UUID | None
    party_name: str | None
    issued_on: date
    is_void: bool
    version: int
    created_at: types.Moment


class LotCertificateOut(LotCertificateRow):
    """A certificate in full."""

    standard: str
    void_reason: str
    note: str
    lines: list[LotCertificateLineOut]
    owner_id: int | None
    unit_id: UUID | None
    updated_at: types.Moment

    @staticmethod
    def resolve_lot_no(certificate: Certificate) -> str:
        """This will give the lot's number."""
        return certificate.lot.no

    @staticmethod
    def resolve_product_name(certificate: Certificate) -> str:
        """This will give the product's name."""
        return certificate.product.name

    @staticmethod
    def resolve_party_name(certificate: Certificate) -> str | None:
        """This will give whom it is for."""
        return certificate.party.name if certificate.party is not None else None

    @staticmethod
    def resolve_lines(certificate: Certificate) -> Any:
        """This will give the results in their order."""
        return list(certificate.lines.all())


class LotCertificateFilters(Filters):
    """What certificates can be filtered by."""

    kind: types.one_of(Certificate.Kind) | None = None
    lot_id: types.Id | None = None
    product_id: types.Id | None = None
    party_id: types.Id | None = None
    inspection_id: types.Id | None = None
    is_void: types.Flag | None = None


def load(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail shows."""
    return rows.select_related("lot", "product", "party").prefetch_related("lines")


def is_valid(certificate: Certificate) -> bool:
    """This will tell whether it may still be taken back."""
    return not certificate.is_void


CERTIFICATE = declare(
    Resource(
        model=Certificate,
        room="goods",
        name="certificate",
        plural="certificates",
        label=_("质量证书"),
        out=LotCertificateOut,
        row=LotCertificateRow,
        create=Verb(actions.create_certificate, _("出具证书"), LotCertificateIn),
        verbs={
            "void": Verb(
                actions.void_certificate,
                _("作废"),
                QualityBecause,
                states=ALWAYS,
                when=is_valid,
                danger=True,
            ),
        },
        filters=LotCertificateFilters,
        columns={"lot_no": "lot__no", "product_name": "product__name", "party_name": "party__name"},
        ordering=("created_at", "issued_on"),
        load=load,
    )
)
