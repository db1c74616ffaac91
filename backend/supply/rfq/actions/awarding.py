"""The award: who delivers which share of what, why, and approved by somebody else."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core import money
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Invisible, Malformed, NotNow, Refusal
from backend.core.events import log
from backend.core.numbering import actions as numbering
from backend.market.pricing.calc import trace
from backend.supply.rfq import queries
from backend.supply.rfq.calc import shares
from backend.supply.rfq.calc.cells import price_at
from backend.supply.rfq.flow import QuoteState, State
from backend.supply.rfq.models import Award, AwardLine, Rfq, RfqLine, SupplierQuote
from backend.supply.rfq.queries.comparing import Column, Compared
from backend.supply.rfq.queries.rules import offer_of

log.declare(
    "supply.award.created",
    "supply.award.submitted",
    "supply.award.approved",
    "supply.award.rejected",
    "supply.award.withdrawn",
    "supply.rfq.awarded",
    "supply.supplier_quote.won",
    "supply.supplier_quote.partly_won",
    "supply.supplier_quote.lost",
)


class ReasonMissing(Refusal):
    """Whoever passes over the lowest offer says why."""

    status = 422
    sentence = _("第 {seq} 行未选最低报价（排名第 {rank}），必须选择理由。")


class SharesNotWhole(Refusal):
    """The shares of a line add up to all of it."""

    status = 422
    sentence = _("第 {seq} 行的份额合计为 {total}%，必须等于 100%。")


class OutOfOffer(Refusal):
    """A share lies within what was offered."""

    sentence = _("第 {seq} 行授予“{name}”{tonnes} 吨，超出其报价范围（{least} 至 {most} 吨）。")


class OfferExpired(Refusal):
    """An offer that has lapsed is not accepted."""

    sentence = _("“{name}”的报价已于 {day} 失效，请先请其延长有效期或重新报价。")


class LeftOut(Refusal):
    """Lines nobody gets need a word."""

    status = 422
    sentence = _("第 {seqs} 行没有定标，请填写未定标说明。")


class AnotherPerson(Refusal):
    """Nobody approves their own proposal."""

    sentence = _("定标必须由提交人以外的人批准。")


@documents.verb
def create_award(
    *,
    actor: Actor,
    id: UUID | None,
    rfq_id: UUID,
    on: date,
    lines: Sequence[Any],
    left_out: str,
) -> Award:
    """This will propose who delivers what, with the terms and cost of every share.

    Raises SharesNotWhole, ReasonMissing, OutOfOffer, OfferExpired or LeftOut.
    """
    seen = documents.refer(Rfq, rfq_id, actor=actor, field="rfq_id")
    assert seen is not None
    rfq = Rfq.objects.select_for_update(no_key=True).get(pk=seen.pk)
    if rfq.state != State.EVALUATING:
        raise NotNow(verbs=documents.verbs_now(rfq, actor), state=documents.state_label(rfq))
    matrix = queries.compare(rfq, on=on)
    award = Award(rfq=rfq, left_out=left_out, owner_id=rfq.owner_id, unit_id=rfq.unit_id)
    if id is not None:
        award.id = id
    rows = _rows(award, matrix, lines, on=on)
    _require_word(matrix.lines, {row.rfq_line_id for row in rows}, left_out)
    award.amount = money.total(row.amount for row in rows)
    lowest = [matrix.best(pk) for pk in {row.rfq_line_id for row in rows}]
    award.lowest_amount = money.total(one.cell.amount for one in lowest if one is not None)
    award.no = numbering.next_number("DB", on=on)
    documents.add(
        award, actor=actor, event="supply.award.created", permission="supply.create_award"
    )
    AwardLine.objects.bulk_create(rows)
    return award


@documents.verb
def submit_award(award_id: UUID, *, actor: Actor) -> Award:
    """This will put an award before somebody else."""
    award = documents.lock(Award, award_id, actor=actor, permission="supply.submit_award")
    award.submit(by=actor.user_id)
    return documents.save(award, actor=actor, event="supply.award.submitted")


@documents.verb
def approve_award(award_id: UUID, *, actor: Actor) -> Award:
    """This will make an award bind and tell winners and losers; raises AnotherPerson."""
    rfq = _rfq_of(award_id)
    award = documents.lock(Award, award_id, actor=actor, permission="supply.approve_award")
    if actor.user_id is not None and actor.user_id in (award.submitted_by_id, award.created_by_id):
        raise AnotherPerson
    award.approve(by=actor.user_id)
    saved = documents.save(
        award, actor=actor, event="supply.award.approved", payload={"rfq_id": award.rfq_id}
    )
    documents.remember(rfq)
    rfq.award()
    documents.save(rfq, actor=actor, event="supply.rfq.awarded")
    _tell_suppliers(rfq, award, actor=actor)
    return saved


@documents.verb
def reject_award(award_id: UUID, *, actor: Actor, reason: str) -> Award:
    """This will refuse an award; another one may be proposed. Raises AnotherPerson."""
    award = documents.lock(Award, award_id, actor=actor, permission="supply.reject_award")
    if actor.user_id is not None and actor.user_id == award.submitted_by_id:
        raise AnotherPerson
    award.reject(by=actor.user_id)
    return documents.save(award, actor=actor, event="supply.award.rejected", reason=reason)


@documents.verb
def withdraw_award(award_id: UUID, *, actor: Actor, reason: str) -> Award:
    """This will take back a proposal nobody has decided on."""
    award = documents.lock(Award, award_id, actor=actor, permission="supply.withdraw_award")
    award.withdraw()
    return documents.save(award, actor=actor, event="supply.award.withdrawn", reason=reason)


def _rfq_of(award_id: UUID) -> Rfq:
    """The request is locked before its award, always in this order."""
    from_award = Rfq.objects.filter(awards=award_id)
    found = from_award.select_for_update(of=("self",), no_key=True).first()
    if found is None:
        raise Invisible
    return found


def _rows(
    award: Award, matrix: queries.Comparison, lines: Sequence[Any], *, on: date
) -> list[AwardLine]:
    by_line: dict[UUID, list[Any]] = defaultdict(list)
    for row in lines:
        by_line[row.rfq_line_id].append(row)
    asked = {line.pk: line for line in matrix.lines}
    for at, row in enumerate(lines):
        if row.rfq_line_id not in asked:
            raise Malformed(errors={f"lines.{at}.rfq_line_id": _("询价单没有这一行。")})
        if (row.rfq_line_id, row.supplier_id) not in matrix.cells:
            raise Malformed(errors={f"lines.{at}.supplier_id": _("该供应商没有对这一行报价。")})
    found: list[AwardLine] = []
    for line in matrix.lines:
        if line.pk in by_line:
            found += _shares(award, matrix, line, by_line[line.pk], on=on)
    if not found:
        raise Malformed(errors={"lines": _("请至少对一行定标。")})
    return found


def _shares(
    award: Award, matrix: queries.Comparison, line: RfqLine, rows: Sequence[Any], *, on: date
) -> list[AwardLine]:
    if len({row.supplier_id for row in rows}) != len(rows):
        raise Malformed(errors={"lines": _("同一行同一供应商只能出现一次。")})
    try:
        parts = shares.split(line.quantity, [row.percent for row in rows])
    except shares.NotWhole as wrong:
        raise SharesNotWhole(seq=line.seq, total=f"{wrong.total.normalize():f}") from wrong
    rules = queries.rules_of(matrix.rfq)
    columns = {one.supplier_id: one for one in matrix.columns}
    found = []
    for row, tonnes in zip(rows, parts, strict=True):
        compared = matrix.cells[line.pk, row.supplier_id]
        column = columns[row.supplier_id]
        _require_within(line, column, compared, tonnes, on=on)
        if compared.rank > 1 and not row.reason:
            raise ReasonMissing(seq=line.seq, rank=compared.rank)
        cell = queries.cell_at(matrix.rfq, compared, column, tonnes, rules)
        found.append(_line(award, line, row, tonnes, compared, column, cell))
    return found


def _require_within(
    line: RfqLine, column: Column, compared: Compared, tonnes: Decimal, *, on: date
) -> None:
    offered, quote = compared.offered, column.quote
    assert quote is not None
    if quote.valid_until is not None and quote.valid_until < on:
        raise OfferExpired(name=column.name, day=quote.valid_until)
    too_few = offered.least is not None and tonnes < offered.least
    too_many = offered.most is not None and tonnes > offered.most
    if too_few or too_many or tonnes <= 0:
        raise OutOfOffer(
            seq=line.seq,
            name=column.name,
            tonnes=tonnes,
            least=offered.least or 0,
            most=offered.most or "∞",
        )


def _line(
    award: Award,
    line: RfqLine,
    row: Any,
    tonnes: Decimal,
    compared: Compared,
    column: Column,
    cell: Any,
) -> AwardLine:
    quote, offered = column.quote, compared.offered
    assert quote is not None
    return AwardLine(
        award=award,
        rfq_line=line,
        quote_line=offered,
        supplier_id=column.supplier_id,
        percent=row.percent,
        quantity=tonnes,
        pricing=offered.pricing,
        price=price_at(offer_of(quote, offered, score=None), tonnes),
        terms=offered.terms,
        currency=quote.currency,
        tax_mode=quote.tax_mode,
        tax_rate=quote.tax_rate or Decimal(0),
        incoterm=quote.incoterm,
        origin=quote.origin,
        payment_days=quote.payment_days or 0,
        unit_cost=cell.unit,
        amount=cell.amount,
        steps=trace.rows(cell.steps),
        rank=compared.rank,
        reason=row.reason or "",
        reason_text=row.reason_text,
    )


def _require_word(lines: Sequence[RfqLine], given: set[UUID], left_out: str) -> None:
    missing = [str(line.seq) for line in lines if line.pk not in given]
    if missing and not left_out:
        raise LeftOut(seqs="、".join(missing))


def _tell_suppliers(rfq: Rfq, award: Award, *, actor: Actor) -> None:
    """Each hears its own result and nothing of the others'."""
    won: dict[UUID, list[Decimal]] = defaultdict(list)
    for line in award.lines.all():
        won[line.supplier_id].append(line.percent)
    live = rfq.quotes.select_for_update(no_key=True).filter(state=QuoteState.SUBMITTED)
    for quote in live.order_by("pk"):
        documents.remember(quote)
        event = _decide(quote, won.get(quote.supplier_id, []))
        documents.save(quote, actor=actor, event=event, payload={"rfq_no": rfq.no})


def _decide(quote: SupplierQuote, percents: list[Decimal]) -> str:
    if not percents:
        quote.lose()
        return "supply.supplier_quote.lost"
    if len(percents) == quote.lines.count() and all(p == shares.WHOLE for p in percents):
        quote.win()
        return "supply.supplier_quote.won"
    quote.win_in_part()
    return "supply.supplier_quote.partly_won"
