"""From draft to deadline: publish, extend, add, close, ask again, call off."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core import context
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import NotNow, Refusal
from backend.core.events import log
from backend.market.fx import queries as fx
from backend.supply.rfq.actions.asking import TwoOpeners, invited
from backend.supply.rfq.actions.closing import local
from backend.supply.rfq.actions.keys import current_key
from backend.supply.rfq.flow import DROPPED, OPEN_TO_QUOTES, QuoteState, State
from backend.supply.rfq.models import Addendum, Invitation, Rfq, RfqRate, SealOpening
from backend.supply.supplier import queries as suppliers

log.declare(
    "supply.rfq.published",
    "supply.rfq.invited",
    "supply.rfq.extended",
    "supply.rfq.added",
    "supply.rfq.evaluated",
    "supply.rfq.second_round_opened",
    "supply.rfq.cancelled",
)


class NothingAsked(Refusal):
    """A request needs goods and somebody to ask."""

    status = 422
    sentence = _("发布前请至少填写一行物料并邀请一家供应商。")


class DeadlinePast(Refusal):
    """A deadline lies ahead."""

    status = 422
    sentence = _("截止时间必须晚于现在。")


class DeadlineEarlier(Refusal):
    """More time is later than before."""

    status = 422
    sentence = _("延期后的截止时间必须晚于原截止时间 {deadline}。")


class RateMissing(Refusal):
    """A currency that may be quoted has no rate into the currency of comparison."""

    status = 422
    sentence = _("缺少 {currency} 兑 {into} 在 {day} 的汇率，请在询价单中填写。")


class NotOpenedYet(Refusal):
    """A sealed request is compared once both openers have opened it."""

    sentence = _("密封报价尚未由两位开标人共同开启，不能评审。")


class NobodyQuoted(Refusal):
    """A second round asks those who quoted."""

    sentence = _("没有供应商报价，不能发起第二轮；请延期或取消。")


@documents.verb
def publish(rfq_id: UUID, *, actor: Actor) -> Rfq:
    """This will let the invited suppliers quote; the rules of comparison are frozen from now on.

    Raises NothingAsked, DeadlinePast, RateMissing or TwoOpeners, and for a supplier who may not
    be asked for any of the goods what stands against it.
    """
    rfq = documents.lock(Rfq, rfq_id, actor=actor, permission="supply.publish_rfq")
    rfq.publish()
    now = context.now()
    if not rfq.lines.exists() or not rfq.invitations.exists():
        raise NothingAsked
    _ahead(rfq.deadline)
    _fill_rates(rfq)
    if rfq.kind == Rfq.Kind.SEALED:
        _fix_keys(rfq)
    for invitation in rfq.invitations.select_related("supplier"):
        tell(rfq, invitation, at=now)
    rfq.published_at = now
    rounds = {"invited": rfq.invitations.count(), "deadline": rfq.deadline}
    return documents.save(rfq, actor=actor, event="supply.rfq.published", payload=rounds)


@documents.verb
def invite(rfq_id: UUID, *, actor: Actor, suppliers: list[Any]) -> Rfq:
    """This will ask more suppliers while quotes may still come in."""
    rfq = documents.lock(Rfq, rfq_id, actor=actor, permission="supply.invite_rfq")
    _ahead(rfq.deadline)
    rows = invited(rfq, suppliers, actor=actor)
    for row in rows:
        row.save(force_insert=True)
        tell(rfq, row, at=context.now())
    told = {"suppliers": [row.supplier_id for row in rows]}
    return documents.save(rfq, actor=actor, event="supply.rfq.invited", payload=told)


@documents.verb
def extend(rfq_id: UUID, *, actor: Actor, deadline: datetime, reason: str) -> Rfq:
    """This will give everybody more time, told to all; never less."""
    rfq = documents.lock(Rfq, rfq_id, actor=actor, permission="supply.extend_rfq")
    if deadline <= rfq.deadline:
        raise DeadlineEarlier(deadline=local(rfq.deadline, rfq.deadline_zone))
    _ahead(deadline)
    _ahead(rfq.deadline)
    rfq.extend(deadline=deadline)
    _add(rfq, text=reason, deadline=deadline)
    return documents.save(rfq, actor=actor, event="supply.rfq.extended", reason=reason)


@documents.verb
def add_addendum(rfq_id: UUID, *, actor: Actor, text: str) -> Rfq:
    """This will add to what was asked, told to all, while quotes may still come in."""
    rfq = documents.lock(Rfq, rfq_id, actor=actor, permission="supply.add_addendum_rfq")
    _ahead(rfq.deadline)
    _add(rfq, text=text, deadline=None)
    return documents.save(rfq, actor=actor, event="supply.rfq.added")


@documents.verb
def evaluate(rfq_id: UUID, *, actor: Actor) -> Rfq:
    """This will begin the comparison; of a sealed request once it was opened by both."""
    rfq = documents.lock(Rfq, rfq_id, actor=actor, permission="supply.evaluate_rfq")
    if rfq.is_sealed_now:
        raise NotOpenedYet
    rfq.evaluate()
    return documents.save(rfq, actor=actor, event="supply.rfq.evaluated")


@documents.verb
def second_round(rfq_id: UUID, *, actor: Actor, deadline: datetime, reason: str) -> Rfq:
    """This will ask those who quoted for one more quote, again under seal if the first was."""
    rfq = documents.lock(Rfq, rfq_id, actor=actor, permission="supply.second_round_rfq")
    if rfq.is_sealed_now and rfq.state == State.CLOSED:
        raise NotOpenedYet
    _ahead(deadline)
    rfq.second_round(deadline=deadline)
    if not rfq.quotes.filter(state=QuoteState.SUBMITTED).exists():
        raise NobodyQuoted
    if rfq.awards.exclude(state__in=DROPPED).exists():
        raise NotNow(verbs=[], state=_("已有定标单"))
    if rfq.kind == Rfq.Kind.SEALED:
        _seal_again(rfq)
    _add(rfq, text=reason, deadline=deadline)
    return documents.save(rfq, actor=actor, event="supply.rfq.second_round_opened", reason=reason)


@documents.verb
def cancel(rfq_id: UUID, *, actor: Actor, reason: str) -> Rfq:
    """This will call a request off; bids under seal are never opened."""
    rfq = documents.lock(Rfq, rfq_id, actor=actor, permission="supply.cancel_rfq")
    rfq.cancel()
    rfq.cancel_reason = reason
    if rfq.awards.exclude(state__in=DROPPED).exists():
        raise NotNow(verbs=[], state=_("已有定标单"))
    live = (QuoteState.DRAFT, QuoteState.SUBMITTED)
    for quote in rfq.quotes.select_for_update(no_key=True).filter(state__in=live).order_by("pk"):
        documents.remember(quote)
        quote.expire()
        documents.save(quote, actor=actor, event="supply.supplier_quote.expired", reason=reason)
    return documents.save(rfq, actor=actor, event="supply.rfq.cancelled", reason=reason)


def tell(rfq: Rfq, invitation: Invitation, *, at: datetime) -> None:
    """This will open the request to a supplier who may be asked for some of the goods.

    An expired certificate stops only its category; when every category is stopped, so is this.
    """
    supplier = invitation.supplier
    categories = set(rfq.lines.values_list("product__category", flat=True))
    refused: Refusal | None = None
    may_some = False
    for category in sorted(categories):
        try:
            suppliers.require(
                supplier.party_id, category=category, on=timezone.localdate(at), purpose="rfq"
            )
            may_some = True
        except Refusal as stopped:
            refused = stopped
    if refused is not None and not may_some:
        raise refused
    invitation.party_id = supplier.party_id
    invitation.invited_at = at
    if invitation.score is None:
        invitation.score = supplier.score
    invitation.save()


def _ahead(deadline: datetime) -> None:
    if deadline <= context.now():
        raise DeadlinePast(errors={"deadline": DeadlinePast.sentence})


def _add(rfq: Rfq, *, text: str, deadline: datetime | None) -> None:
    if rfq.state not in OPEN_TO_QUOTES:
        raise NotNow(verbs=[], state=documents.state_label(rfq))
    seq = rfq.addenda.count() + 1
    Addendum.objects.create(rfq=rfq, seq=seq, text=text, made_at=context.now(), deadline=deadline)


def _fill_rates(rfq: Rfq) -> None:
    """Rates that were not typed come from the rates on file, of the very day."""
    known = set(rfq.rates.values_list("currency", flat=True))
    costs = set(rfq.costs.exclude(currency="").values_list("currency", flat=True))
    benchmarks = set(rfq.benchmarks.values_list("currency", flat=True))
    for currency in sorted({*rfq.currencies, *costs, *benchmarks} - known - {rfq.currency}):
        found = fx.find(f"{currency}/{rfq.currency}", rfq.fx_on)
        if found is None:
            raise RateMissing(currency=currency, into=rfq.currency, day=rfq.fx_on)
        RfqRate.objects.create(rfq=rfq, currency=currency, rate=Decimal(found.value))


def _fix_keys(rfq: Rfq) -> None:
    rows = list(rfq.openings.filter(round=rfq.round))
    if len(rows) != 2:
        raise TwoOpeners
    for row in rows:
        row.key = current_key(row.user_id)
        row.save(update_fields=["key"])


def _seal_again(rfq: Rfq) -> None:
    rfq.opened_at = None
    before = rfq.openings.filter(round=rfq.round - 1)
    SealOpening.objects.bulk_create(
        [
            SealOpening(rfq=rfq, round=rfq.round, user_id=row.user_id, key=current_key(row.user_id))
            for row in before
        ]
    )
