"""Questions about suppliers: may they be asked, may they be ordered from, and what to mind."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from backend.core.errors import Refusal
from backend.core.party.models import Party
from backend.goods.product.models import Product
from backend.supply.supplier.flow import APPROVED, CaseState, CertificateState, State
from backend.supply.supplier.models import (
    CapacityStatement,
    Certificate,
    QualificationCase,
    Supplier,
)

SOON = timedelta(days=60)
RFQ, ORDER = "rfq", "order"
COLUMN = {RFQ: "rfq_effect", ORDER: "order_effect"}


class NotQualified(Refusal):
    """This party may not be asked or ordered from for this category now."""

    sentence = _("该单位还不是供应商，请先建立供应商档案并完成准入。")


class CertificateExpired(Refusal):
    """A certificate this category needs has run out."""

    sentence = _("供应商“{name}”的证书已过期，请先上传并核验新证书。")


class ScoreBlocked(Refusal):
    """The band of the score forbids it."""

    sentence = _("供应商“{name}”评级过低，不能进行该业务。")


@dataclass(frozen=True)
class Standing:
    """What speaks against business with a supplier, and what to mind when doing it."""

    blocks: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Remark:
    """One thing found: a refusal stops, a warning is only shown."""

    refusal: Refusal
    is_block: bool = True


def standing(
    party_id: UUID,
    *,
    category: str,
    on: date,
    purpose: str = ORDER,
    quantity: Decimal | None = None,
) -> Standing:
    """This will say what stops business with a party in a category on a day, and what to mind."""
    _supplier, found = _judge(party_id, category, on, purpose, quantity)
    return _standing(found)


def require(
    party_id: UUID,
    *,
    category: str,
    on: date,
    purpose: str,
    quantity: Decimal | None = None,
) -> Supplier:
    """This will give the supplier, or raise NotQualified, CertificateExpired or ScoreBlocked."""
    supplier, found = _judge(party_id, category, on, purpose, quantity)
    for remark in found:
        if remark.is_block:
            raise remark.refusal
    if supplier is None:
        raise NotQualified
    return supplier


def _judge(
    party_id: UUID, category: str, on: date, purpose: str, quantity: Decimal | None
) -> tuple[Supplier | None, list[Remark]]:
    supplier = Supplier.objects.select_related("party").filter(party_id=party_id).first()
    if supplier is None:
        return None, [Remark(NotQualified())]
    return supplier, _remarks(supplier, category, on, purpose, quantity)


def _remarks(
    supplier: Supplier, category: str, on: date, purpose: str, quantity: Decimal | None
) -> list[Remark]:
    return [
        *_of_state(supplier, category, on, purpose, quantity),
        *_of_certificates(supplier, category, on),
        *_of_score(supplier, purpose),
    ]


def standing_of(supplier: Supplier, *, category: str, on: date) -> Standing:
    """This will say the same of a supplier in hand; what it holds is read from what was fetched."""
    return _standing(_remarks(supplier, category, on, ORDER, None))


def _standing(found: Sequence[Remark]) -> Standing:
    return Standing(
        blocks=tuple(str(r.refusal) for r in found if r.is_block),
        warnings=tuple(str(r.refusal) for r in found if not r.is_block),
    )


def _of_state(
    supplier: Supplier, category: str, on: date, purpose: str, quantity: Decimal | None
) -> Iterator[Remark]:
    name = supplier.party
    if supplier.party.is_blacklisted:
        yield Remark(NotQualified(_("“{name}”已被列入黑名单，不能询价或下单。"), name=name))
    if supplier.state in APPROVED:
        yield from _of_category(supplier, category, on)
    elif supplier.state == State.IN_QUALIFICATION:
        yield _of_trial(supplier, category, on, purpose, quantity)
    else:
        said = _("供应商“{name}”当前为“{state}”，不能询价或下单，请先完成准入。")
        yield Remark(NotQualified(said, name=name, state=supplier.get_state_display()))
    if supplier.state == State.CONDITIONAL:
        said = _("供应商“{name}”为有条件合格：{conditions}")
        yield Remark(NotQualified(said, name=name, conditions=supplier.conditions), is_block=False)


def _of_category(supplier: Supplier, category: str, on: date) -> Iterator[Remark]:
    words: dict[str, Any] = {"name": supplier.party, "category": category_label(category)}
    held = next((row for row in supplier.qualified.all() if row.category == category), None)
    if held is None:
        said = _("供应商“{name}”未获“{category}”品类准入，请先完成该品类的准入。")
        yield Remark(NotQualified(said, **words))
    elif held.until < on:
        said = _("供应商“{name}”的“{category}”准入已于 {until} 到期，请先重新准入。")
        yield Remark(NotQualified(said, until=held.until, **words))
    elif held.until < on + SOON:
        said = _("供应商“{name}”的“{category}”准入将于 {until} 到期，请安排复审。")
        yield Remark(NotQualified(said, until=held.until, **words), is_block=False)


def _of_trial(
    supplier: Supplier, category: str, on: date, purpose: str, quantity: Decimal | None
) -> Remark:
    """Somebody being qualified may be asked for prices, and ordered from within a trial."""
    name = supplier.party
    if purpose == RFQ:
        return Remark(NotQualified(_("供应商“{name}”仍在准入中。"), name=name), is_block=False)
    case = open_trial(supplier, category, on)
    if case is None:
        return Remark(NotQualified(_("供应商“{name}”仍在准入中，没有有效的试单。"), name=name))
    said = _("供应商“{name}”处于试单期：至 {until}，每单限 {limit} 吨。")
    is_over = quantity is not None and quantity > (case.trial_limit or Decimal(0))
    words: dict[str, Any] = {"name": name, "until": case.trial_until, "limit": case.trial_limit}
    return Remark(NotQualified(said, **words), is_block=is_over)


def open_trial(supplier: Supplier, category: str, on: date) -> QualificationCase | None:
    """This will find the case that allows a trial order in a category on a day."""
    return QualificationCase.objects.filter(
        supplier=supplier,
        state=CaseState.OPEN,
        categories__contains=[category],
        trial_limit__isnull=False,
        trial_passed=None,
        trial_until__gte=on,
    ).first()


def _of_certificates(supplier: Supplier, category: str, on: date) -> Iterator[Remark]:
    for held in last_certificates(supplier, category):
        if held.expires_on is None:
            continue
        words: dict[str, Any] = {
            "name": supplier.party,
            "kind": held.get_kind_display(),
            "number": held.number,
            "until": held.expires_on,
        }
        if held.expires_on < on:
            said = _("供应商“{name}”的{kind} {number} 已于 {until} 过期，请先上传并核验新证书。")
            yield Remark(CertificateExpired(said, **words), is_block=held.is_mandatory)
        elif held.expires_on < on + SOON:
            said = _("供应商“{name}”的{kind} {number} 将于 {until} 到期。")
            yield Remark(CertificateExpired(said, **words), is_block=False)


def last_certificates(supplier: Supplier, category: str) -> Sequence[Certificate]:
    """This will give, for each kind, the verified certificate of a category that lasts longest.

    A kind that was mandatory once stays so when it is renewed by one that is not marked.
    """
    rows = [
        row
        for row in supplier.certificates.all()
        if row.state == CertificateState.VERIFIED and row.category in ("", category)
    ]
    best: dict[str, Certificate] = {}
    for row in sorted(rows, key=lambda one: one.pk):
        known = best.get(row.kind)
        row.is_mandatory |= known is not None and known.is_mandatory
        if known is None or _ends(row) >= _ends(known):
            best[row.kind] = row
        else:
            known.is_mandatory |= row.is_mandatory
    return [best[kind] for kind in sorted(best)]


def _ends(certificate: Certificate) -> date:
    return certificate.expires_on or date.max


def _of_score(supplier: Supplier, purpose: str) -> Iterator[Remark]:
    effect = getattr(supplier, COLUMN[purpose])
    words: dict[str, Any] = {"name": supplier.party, "band": supplier.band, "score": supplier.score}
    if effect == Supplier.Effect.BLOCK:
        said = _("供应商“{name}”评级 {band}（{score} 分），按评分规则禁止该业务。")
        yield Remark(ScoreBlocked(said, **words))
    elif effect == Supplier.Effect.WARN:
        said = _("供应商“{name}”评级 {band}（{score} 分），请谨慎选择。")
        yield Remark(ScoreBlocked(said, **words), is_block=False)


def category_label(category: str) -> StrOrPromise:
    """This will name a category for people."""
    return dict(Product.Category.choices).get(category, category)


def of_party(party: Party | UUID) -> Supplier | None:
    """This will find the supplier that a party is."""
    party_id = party if isinstance(party, UUID) else party.pk
    return Supplier.objects.filter(party_id=party_id).first()


MOST = 100
"""Suppliers asked about at once."""


def capacities(category: str, among: QuerySet[Supplier]) -> list[CapacityStatement]:
    """This will give the latest statement of each approved supplier for a category, the best MOST.

    All it takes to judge their standing is fetched with them.
    """
    latest = (
        CapacityStatement.objects.filter(category=category, supplier__state__in=APPROVED)
        .filter(supplier__in=among)
        .order_by("supplier_id", "-reported_on")
        .distinct("supplier_id")
    )
    rows = CapacityStatement.objects.filter(pk__in=latest.values("pk"))
    found = rows.select_related("supplier__party").order_by("lead_days", "-spare", "id")[:MOST]
    return list(found.prefetch_related("supplier__qualified", "supplier__certificates"))
