"""A supplier's quote: written, put in, revised, taken back; all before the deadline."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core import context
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Invisible, Malformed, Refusal
from backend.core.events import log
from backend.core.numbering import actions as numbering
from backend.supply.rfq.actions.keys import lock_away
from backend.supply.rfq.actions.offers import checked
from backend.supply.rfq.actions.talking import invitation_of
from backend.supply.rfq.flow import OPEN_TO_QUOTES, QuoteState
from backend.supply.rfq.models import Invitation, Rfq, SupplierQuote, SupplierQuoteLine
from backend.supply.supplier.models import Supplier

log.declare(
    "supply.supplier_quote.created",
    "supply.supplier_quote.submitted",
    "supply.supplier_quote.revised",
    "supply.supplier_quote.withdrawn",
)

HEADER = (
    "currency",
    "tax_mode",
    "tax_rate",
    "incoterm",
    "origin",
    "payment_days",
    "valid_until",
    "remark",
)


class TooLate(Refusal):
    """After the deadline nothing is put in and nothing taken back."""

    sentence = _("报价已截止，不能再提交、修改或撤回。")


class OnlyThemselves(Refusal):
    """Nobody puts in a sealed bid for a supplier: they would have seen it."""

    sentence = _("密封询价只能由供应商本人在线提交，不能代录。")


class NotInRound(Refusal):
    """A second round is for those who quoted in the first."""

    sentence = _("第二轮只邀请第一轮已报价的供应商。")


class OldRound(Refusal):
    """A draft of a round that is over is not put in."""

    sentence = _("该报价属于上一轮，请重新填写本轮报价。")


@documents.verb
def create(
    *,
    actor: Actor,
    id: UUID | None,
    rfq_id: UUID,
    supplier_id: UUID | None,
    channel: str,
    channel_note: str,
    lines: Sequence[Any],
    **terms: Any,
) -> SupplierQuote:
    """This will write a revision of a supplier's quote; under seal it is encrypted at once.

    A buyer may write one for a supplier, by phone or mail and with a note, unless it is sealed.
    """
    rfq, invitation = _asked(rfq_id, supplier_id, actor=actor)
    _check_channel(rfq, actor=actor, channel=channel, note=channel_note)
    content = checked(rfq, invitation, {name: terms[name] for name in HEADER}, lines)
    quote = SupplierQuote(
        rfq=rfq,
        supplier_id=invitation.supplier_id,
        party_id=invitation.supplier.party_id,
        round=rfq.round,
        revision=_next_revision(rfq, invitation.supplier_id),
        channel=channel,
        channel_note=channel_note,
        is_sealed=rfq.kind == Rfq.Kind.SEALED,
        owner_id=rfq.owner_id,
        unit_id=rfq.unit_id,
    )
    if id is not None:
        quote.id = id
    quote.no = numbering.next_number("GB", on=timezone.localdate(context.now()))
    if not quote.is_sealed:
        _fill(quote, content)
    documents.add(quote, actor=actor, event="supply.supplier_quote.created")
    if quote.is_sealed:
        lock_away(quote, content)
    else:
        write_lines(quote, content["lines"])
    return quote


@documents.verb
def submit(quote_id: UUID, *, actor: Actor) -> SupplierQuote:
    """This will make a quote count in place of an earlier one; raises TooLate."""
    rfq, quote = _locked(quote_id, actor=actor, permission="supply.submit_supplier_quote")
    if quote.round != rfq.round:
        raise OldRound
    quote.submit()
    quote.submitted_at = context.now()
    live = rfq.quotes.select_for_update(no_key=True).filter(
        supplier_id=quote.supplier_id, state=QuoteState.SUBMITTED
    )
    for earlier in live:
        documents.remember(earlier)
        earlier.supersede()
        documents.save(earlier, actor=actor, event="supply.supplier_quote.revised")
    rfq.invitations.filter(supplier_id=quote.supplier_id).update(
        state=Invitation.State.QUOTED, declined_reason=""
    )
    told = {"rfq_id": rfq.pk, "revision": quote.revision, "digest": _digest(quote)}
    return documents.save(quote, actor=actor, event="supply.supplier_quote.submitted", payload=told)


@documents.verb
def withdraw(quote_id: UUID, *, actor: Actor, reason: str) -> SupplierQuote:
    """This will take a quote back before the deadline; raises TooLate."""
    rfq, quote = _locked(quote_id, actor=actor, permission="supply.withdraw_supplier_quote")
    was_live = quote.state == QuoteState.SUBMITTED
    quote.withdraw()
    if was_live:
        rfq.invitations.filter(supplier_id=quote.supplier_id).update(state=Invitation.State.INVITED)
    return documents.save(
        quote, actor=actor, event="supply.supplier_quote.withdrawn", reason=reason
    )


def write_out(quote: SupplierQuote, content: Mapping[str, Any]) -> None:
    """This will put what was under seal into the quote and its lines."""
    _fill(quote, content)
    write_lines(quote, content["lines"])


def write_lines(quote: SupplierQuote, rows: Sequence[Mapping[str, Any]]) -> None:
    """This will write the lines of a quote."""
    SupplierQuoteLine.objects.bulk_create(
        [
            SupplierQuoteLine(
                quote=quote,
                rfq_line_id=UUID(str(row["rfq_line_id"])),
                pricing=row["pricing"],
                price=Decimal(row["price"]),
                terms=row["terms"],
                breaks=row["breaks"],
                least=_decimal(row["least"]),
                most=_decimal(row["most"]),
                lead_days=row["lead_days"],
                substitute_id=row["substitute_id"],
                deviation=row["deviation"],
                qualities=row["qualities"],
            )
            for row in rows
        ]
    )


def _fill(quote: SupplierQuote, content: Mapping[str, Any]) -> None:
    for name in HEADER:
        setattr(quote, name, content[name])
    quote.tax_rate = Decimal(content["tax_rate"])
    until = content["valid_until"]
    quote.valid_until = date.fromisoformat(until) if until else None


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)


def _asked(rfq_id: UUID, supplier_id: UUID | None, *, actor: Actor) -> tuple[Rfq, Invitation]:
    seen = documents.refer(Rfq, rfq_id, actor=actor, field="rfq_id")
    assert seen is not None
    rfq = Rfq.objects.select_for_update(no_key=True).get(pk=seen.pk)
    invitation = invitation_of(rfq, supplier_id, actor=actor)
    _require_time(rfq)
    if rfq.round > 1 and not _has_quoted(rfq, invitation.supplier_id):
        raise NotInRound
    Supplier.objects.select_for_update(no_key=True).get(pk=invitation.supplier_id)
    return rfq, invitation


def _has_quoted(rfq: Rfq, supplier_id: UUID) -> bool:
    return rfq.quotes.filter(supplier_id=supplier_id, state=QuoteState.SUBMITTED).exists()


def _require_time(rfq: Rfq) -> None:
    """The deadline counts, not whether somebody has closed the request yet."""
    if rfq.state not in OPEN_TO_QUOTES or context.now() >= rfq.deadline:
        raise TooLate


def _check_channel(rfq: Rfq, *, actor: Actor, channel: str, note: str) -> None:
    if actor.party_id is not None:
        if channel != SupplierQuote.Channel.PORTAL:
            raise Malformed(errors={"channel": _("供应商本人报价的渠道只能是供应商门户。")})
        return
    if rfq.kind == Rfq.Kind.SEALED:
        raise OnlyThemselves
    if channel == SupplierQuote.Channel.PORTAL:
        raise Malformed(errors={"channel": _("代录报价请选择电话、邮件或表格。")})
    if not note:
        raise Malformed(errors={"channel_note": _("代录报价必须说明来源，例如谁在何时电话告知。")})


def _next_revision(rfq: Rfq, supplier_id: UUID) -> int:
    rows = rfq.quotes.filter(supplier_id=supplier_id, round=rfq.round)
    return (rows.order_by("-revision").values_list("revision", flat=True).first() or 0) + 1


def _locked(quote_id: UUID, *, actor: Actor, permission: str) -> tuple[Rfq, SupplierQuote]:
    """Lock the request, then the quote: always in this order."""
    rfq_id = SupplierQuote.objects.filter(pk=quote_id).values_list("rfq_id", flat=True).first()
    if rfq_id is None:
        raise Invisible
    rfq = Rfq.objects.select_for_update(no_key=True).get(pk=rfq_id)
    quote = documents.lock(SupplierQuote, quote_id, actor=actor, permission=permission)
    _require_time(rfq)
    return rfq, quote


def _digest(quote: SupplierQuote) -> str:
    return quote.sealed.digest if quote.is_sealed else ""
