"""A quote is read, sent, answered, and becomes a contract."""

from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Refusal
from backend.core.events import log
from backend.crm.opportunity import actions as opportunities
from backend.crm.quote import calc, queries
from backend.crm.quote.models import Quote

log.declare(
    "crm.quote.submitted",
    "crm.quote.returned",
    "crm.quote.approved",
    "crm.quote.sent",
    "crm.quote.accepted",
    "crm.quote.rejected",
    "crm.quote.expired",
    "crm.quote.contracted",
)


class QuoteEmpty(Refusal):
    """A quote without a line offers nothing."""

    sentence = _("报价单还没有明细，不能提交。")


class QuotePassed(Refusal):
    """Its last day is over."""

    sentence = _("报价已于 {day} 到期，请修订新版本后再发送或接受。")


@documents.verb
def submit(quote_id: UUID, *, actor: Actor) -> Quote:
    """This will hand a draft to its reviewer."""
    quote = documents.lock(Quote, quote_id, actor=actor, permission="crm.submit_quote")
    quote.submit()
    if not quote.lines.exists():
        raise QuoteEmpty
    return documents.save(quote, actor=actor, event="crm.quote.submitted")


@documents.verb
def return_to_draft(quote_id: UUID, *, actor: Actor, reason: str) -> Quote:
    """This will send a quote back to be changed, with the reason."""
    quote = documents.lock(Quote, quote_id, actor=actor, permission="crm.approve_quote")
    quote.return_to_draft()
    return documents.save(quote, actor=actor, event="crm.quote.returned", reason=reason)


@documents.verb
def approve(quote_id: UUID, *, actor: Actor, on: date) -> Quote:
    """This will let a quote go out."""
    quote = documents.lock(Quote, quote_id, actor=actor, permission="crm.approve_quote")
    quote.approve()
    _still_binds(quote, on)
    quote.approved_on = on
    return documents.save(quote, actor=actor, event="crm.quote.approved")


@documents.verb
def send(quote_id: UUID, *, actor: Actor, on: date, via: str) -> Quote:
    """This will put a quote before the customer."""
    quote = documents.lock(Quote, quote_id, actor=actor, permission="crm.send_quote")
    quote.send()
    _still_binds(quote, on)
    quote.sent_on, quote.sent_via = on, via
    return documents.save(quote, actor=actor, event="crm.quote.sent")


@documents.verb
def accept(quote_id: UUID, *, actor: Actor, on: date, accepted_by: str) -> Quote:
    """This will record who of the customer said yes, on a day the quote still bound us."""
    quote = documents.lock(Quote, quote_id, actor=actor, permission="crm.accept_quote")
    quote.accept()
    _still_binds(quote, on)
    quote.accepted_on, quote.accepted_by = on, accepted_by
    return documents.save(quote, actor=actor, event="crm.quote.accepted")


@documents.verb
def reject(quote_id: UUID, *, actor: Actor, reason: str) -> Quote:
    """This will record the customer's no, or our taking it back, with the reason."""
    quote = documents.lock(Quote, quote_id, actor=actor, permission="crm.reject_quote")
    quote.reject()
    quote.closed_reason = reason
    return documents.save(quote, actor=actor, event="crm.quote.rejected", reason=reason)


@documents.verb
def expire(quote_id: UUID, *, actor: Actor, on: date) -> Quote | None:
    """This will close a quote whose last day is over, for the clock; it may be told twice."""
    quote = Quote.objects.select_for_update().get(pk=quote_id)
    documents.remember(quote)
    if quote.state not in queries.BINDING or not calc.has_passed(quote.valid_until, on=on):
        return None
    quote.expire()
    return documents.save(quote, actor=actor, event="crm.quote.expired")


@documents.verb
def mark_contracted(quote_id: UUID, *, actor: Actor, on: date) -> Quote:
    """This will record that a contract was made from an accepted quote, and win its opportunity.

    The contract's own verb was checked.
    """
    quote = Quote.objects.select_for_update().get(pk=quote_id)
    documents.remember(quote)
    quote.mark_contracted()
    documents.save(quote, actor=actor, event="crm.quote.contracted", payload={"on": on})
    if quote.opportunity_id is not None:
        opportunities.win_by_paper(
            quote.opportunity_id, actor=actor, at=quote.updated_at, paper=quote.no
        )
    return quote


def _still_binds(quote: Quote, on: date) -> None:
    if calc.has_passed(quote.valid_until, on=on):
        raise QuotePassed(day=quote.valid_until.isoformat())
