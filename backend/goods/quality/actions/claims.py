"""Objections to goods, and the days within which they count."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Duplicate, Malformed, Refusal
from backend.core.events import log
from backend.core.numbering import actions as numbering
from backend.core.party.models import Party
from backend.goods.product import queries as products
from backend.goods.quality import queries
from backend.goods.quality.actions import papers
from backend.goods.quality.calc import clocks
from backend.goods.quality.models import ObjectionRule, QualityClaim
from backend.goods.stock.models import Lot

log.declare(
    "goods.objection_rule.created",
    "goods.objection_rule.changed",
    "goods.quality_claim.notified",
    "goods.quality_claim.acknowledged",
    "goods.quality_claim.sampled",
    "goods.quality_claim.arbitrated",
    "goods.quality_claim.agreed",
    "goods.quality_claim.settled",
    "goods.quality_claim.rejected",
    "goods.quality_claim.lapsed",
)

Kind = QualityClaim.Kind
Outcome = QualityClaim.Outcome


class RuleExists(Duplicate):
    """One set of clocks for each product and contract."""

    sentence = _("该产品或合同已有启用中的异议期规则，请先停用原规则。")


class TooLate(Refusal):
    """It came after its last day, and nobody said why it goes on."""

    sentence = _("异议于 {on} 提出，已过异议期（至 {last}）；如仍受理，请填写逾期受理理由。")


documents.explains("goods_objectionrule_once", RuleExists())


@documents.verb
def create_rule(
    *,
    actor: Actor,
    id: UUID | None,
    on: date,
    product_id: UUID | None,
    document: str,
    document_id: UUID | None,
    **facts: Any,
) -> ObjectionRule:
    """This will agree on the three clocks of a contract, of a product, or of everything else."""
    rule = ObjectionRule(**facts)
    if id is not None:
        rule.id = id
    if product_id is not None:
        rule.product = products.in_use(product_id, actor=actor)
    paper = _Named()
    papers.name(paper, document, document_id, actor=actor)
    rule.contract_code, rule.contract_id = paper.source_code, paper.source_id
    rule.contract_no = paper.source_no
    rule.no = numbering.next_number("YYQ", on=on)
    return documents.add(
        rule,
        actor=actor,
        event="goods.objection_rule.created",
        permission="goods.create_objection_rule",
    )


class _Named:
    source_code = ""
    source_id: UUID | None = None
    source_no = ""


@documents.verb
def change_rule(objection_rule_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> Any:
    """This will change the clocks for what is claimed from now on."""
    rule = documents.lock(
        ObjectionRule, objection_rule_id, actor=actor, permission="goods.change_objection_rule"
    )
    for name, value in changes.items():
        setattr(rule, name, value)
    return documents.save(rule, actor=actor, event="goods.objection_rule.changed")


@documents.verb
def create_claim(
    *,
    actor: Actor,
    id: UUID | None,
    on: date,
    party_id: UUID,
    product_id: UUID,
    lot_id: UUID | None,
    contract_id: UUID | None,
    document: str,
    document_id: UUID | None,
    **facts: Any,
) -> QualityClaim:
    """This will put an objection on file; whether it came in time is told by its clock.

    A shortage that two scales may differ by is on file as rejected.
    """
    product = products.in_use(product_id, actor=actor)
    claim = QualityClaim(product=product, notified_on=on, **facts)
    if id is not None:
        claim.id = id
    if claim.signed_on > on:
        raise Malformed(errors={"signed_on": _("签收日期不能晚于提出日期")})
    party = documents.refer(Party, party_id, actor=actor, field="party_id")
    assert party is not None
    claim.party = party
    claim.lot = documents.refer(Lot, lot_id, actor=actor, field="lot_id")
    papers.name(claim, document, document_id, actor=actor)
    _clock(claim, contract_id)
    claim.no = numbering.next_number("ZY", on=on)
    documents.add(
        claim,
        actor=actor,
        event="goods.quality_claim.notified",
        permission="goods.create_quality_claim",
        payload={"side": claim.side, "kind": claim.kind, "is_late": claim.is_late},
    )
    if _is_scale(claim):
        claim.reject()
        claim.answer = str(_("异议数量在磅差允许范围内"))
        documents.save(claim, actor=actor, event="goods.quality_claim.rejected")
    return claim


def _clock(claim: QualityClaim, contract_id: UUID | None) -> None:
    claim.rule = rule = queries.objection_rule(claim.product_id, contract_id=contract_id)
    days = getattr(rule, f"{claim.kind}_days") if rule is not None else None
    claim.last_on = clocks.last_day(claim.signed_on, days=days)
    claim.is_late = claim.notified_on > claim.last_on


def _is_scale(claim: QualityClaim) -> bool:
    if claim.kind != Kind.QUANTITY or claim.rule is None:
        return False
    return clocks.is_within_scale(
        claim.quantity, delivered=claim.delivered, permille=claim.rule.tolerance_permille
    )


@documents.verb
def acknowledge_claim(
    quality_claim_id: UUID, *, actor: Actor, late_reason: str, answer: str
) -> QualityClaim:
    """This will take it up; a late one needs a reason to go on: raises TooLate."""
    claim = _lock(quality_claim_id, actor=actor, verb="acknowledge")
    claim.acknowledge()
    if claim.is_late and not late_reason:
        raise TooLate(on=claim.notified_on, last=claim.last_on)
    claim.late_reason, claim.answer = late_reason, answer
    return documents.save(
        claim, actor=actor, event="goods.quality_claim.acknowledged", reason=late_reason
    )


@documents.verb
def sample_claim(quality_claim_id: UUID, *, actor: Actor, on: date) -> QualityClaim:
    """This will record the joint sample: parts for both sides, the umpire and the reserve."""
    claim = _lock(quality_claim_id, actor=actor, verb="sample")
    claim.sample()
    claim.sampled_on = on
    return documents.save(claim, actor=actor, event="goods.quality_claim.sampled")


@documents.verb
def arbitrate_claim(quality_claim_id: UUID, *, actor: Actor, umpire: str) -> QualityClaim:
    """This will bring it before an umpire."""
    claim = _lock(quality_claim_id, actor=actor, verb="arbitrate")
    claim.arbitrate()
    claim.umpire = umpire
    return documents.save(claim, actor=actor, event="goods.quality_claim.arbitrated")


@documents.verb
def agree_claim(
    quality_claim_id: UUID,
    *,
    actor: Actor,
    outcome: str,
    amount: Decimal | None,
    quantity: Decimal | None,
    answer: str,
    late_reason: str,
) -> QualityClaim:
    """This will record what both sides settled on: an amount, or goods."""
    claim = _lock(quality_claim_id, actor=actor, verb="agree")
    claim.agree()
    claim.late_reason = late_reason or claim.late_reason
    if claim.is_late and not claim.late_reason:
        raise TooLate(on=claim.notified_on, last=claim.last_on)
    if outcome == Outcome.PRICE_CUT and amount is None:
        raise Malformed(errors={"amount": _("降价须填写赔付金额")})
    if outcome != Outcome.PRICE_CUT and quantity is None:
        raise Malformed(errors={"quantity": _("换货、退货或补货须填写数量")})
    if quantity is not None and quantity > claim.delivered:
        raise Malformed(errors={"quantity": _("认可数量不能超过交货数量")})
    claim.outcome, claim.amount_agreed, claim.quantity_agreed = outcome, amount, quantity
    claim.answer = answer
    return documents.save(
        claim,
        actor=actor,
        event="goods.quality_claim.agreed",
        payload={
            "side": claim.side,
            "party_id": claim.party_id,
            "outcome": outcome,
            "source": claim.source_code,
            "source_id": claim.source_id,
        },
    )


@documents.verb
def settle_claim(quality_claim_id: UUID, *, actor: Actor, on: date) -> QualityClaim:
    """This will end it: what was agreed was done."""
    claim = _lock(quality_claim_id, actor=actor, verb="settle")
    claim.settle()
    claim.settled_on = on
    return documents.save(claim, actor=actor, event="goods.quality_claim.settled")


@documents.verb
def reject_claim(quality_claim_id: UUID, *, actor: Actor, reason: str) -> QualityClaim:
    """This will find it without ground."""
    claim = _lock(quality_claim_id, actor=actor, verb="reject")
    claim.reject()
    claim.answer = reason
    return documents.save(claim, actor=actor, event="goods.quality_claim.rejected", reason=reason)


@documents.verb
def lapse_claim(quality_claim_id: UUID, *, actor: Actor, reason: str) -> QualityClaim:
    """This will let it fall."""
    claim = _lock(quality_claim_id, actor=actor, verb="lapse")
    claim.lapse()
    claim.answer = reason
    return documents.save(claim, actor=actor, event="goods.quality_claim.lapsed", reason=reason)


def _lock(quality_claim_id: UUID, *, actor: Actor, verb: str) -> QualityClaim:
    permission = f"goods.{verb}_quality_claim"
    return documents.lock(QualityClaim, quality_claim_id, actor=actor, permission=permission)
