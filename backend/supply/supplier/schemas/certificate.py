"""A certificate as machines see it."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from backend.core import overview, types
from backend.core.http.doors import Filters
from backend.core.registry import Resource, Verb, declare
from backend.supply.supplier.actions import certificates
from backend.supply.supplier.flow import CertificateState
from backend.supply.supplier.models import Certificate
from backend.supply.supplier.schemas.bodies import AnyCategory, Category, SupplyBecause

NumberText = types.text(64, minimum=1)


class CertificateIn(types.In):
    """A certificate of a supplier; without a category it is for all of them."""

    id: types.Id | None = None
    supplier_id: types.Id
    kind: types.one_of(Certificate.Kind)
    category: AnyCategory = ""
    number: NumberText
    scope: types.Line = ""
    issuer: types.text(120) = ""
    issued_on: types.Day | None = None
    expires_on: types.Day | None = None
    is_mandatory: types.Flag = True


class CertificatePatch(types.In):
    """What may be corrected before it is checked; absent fields stay."""

    kind: types.one_of(Certificate.Kind) = Certificate.Kind.OTHER.value
    category: AnyCategory = ""
    number: NumberText = ""
    scope: types.Line = ""
    issuer: types.text(120) = ""
    issued_on: types.Day | None = None
    expires_on: types.Day | None = None
    is_mandatory: types.Flag = True


class CertificateVerify(types.In):
    """When it was checked, and how."""

    on: types.Day
    note: types.text(500) = ""


class CertificateRefuse(types.In):
    """When it was checked, and why it does not hold."""

    on: types.Day
    reason: types.Reason


class CertificateRow(types.Out):
    """A certificate in a list."""

    id: UUID
    supplier_id: UUID
    supplier_name: str
    state: str
    kind: str
    category: str
    number: str
    issuer: str
    issued_on: types.Day | None
    expires_on: types.Day | None
    is_mandatory: bool
    version: int
    created_at: types.Moment


class CertificateOut(CertificateRow):
    """A certificate in full."""

    scope: str
    checked_on: types.Day | None
    check_note: str
    owner_id: int | None
    unit_id: UUID | None
    updated_at: types.Moment

    @staticmethod
    def resolve_supplier_name(certificate: Any) -> str:
        """This will give the supplier's name."""
        return str(certificate.supplier.party.name)


class CertificateFilters(Filters):
    """What certificates can be filtered by."""

    state: types.one_of(CertificateState) | None = None
    supplier_id: types.Id | None = None
    kind: types.one_of(Certificate.Kind) | None = None
    category: Category | None = None
    expires_until: types.Day | None = None


def load(rows: QuerySet[Certificate]) -> QuerySet[Certificate]:
    """This will fetch what the detail shows."""
    return rows.select_related("supplier__party")


CERTIFICATE = declare(
    Resource(
        model=Certificate,
        room="supply",
        name="certificate",
        plural="certificates",
        label=_("供应商证书"),
        out=CertificateOut,
        row=CertificateRow,
        create=Verb(certificates.create, _("新建"), CertificateIn),
        change=Verb(certificates.change, _("修改"), CertificatePatch),
        verbs={
            "verify": Verb(certificates.verify, _("核验通过"), CertificateVerify),
            "refuse": Verb(
                certificates.refuse,
                _("核验不通过"),
                CertificateRefuse,
                permission="supply.verify_certificate",
            ),
            "withdraw": Verb(certificates.withdraw, _("作废"), SupplyBecause, danger=True),
        },
        filters=CertificateFilters,
        filter_paths={"expires_until": "expires_on__lte"},
        columns={"supplier_name": "supplier__party__name"},
        load=load,
        outside="supplier__party",
    )
)

overview.papers("certificates", CERTIFICATE, path="supplier__party_id", tab=overview.Tab.SUPPLY)
