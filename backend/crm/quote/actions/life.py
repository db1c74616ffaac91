"""A quote is sent, held, answered, and becomes a contract."""

from datetime import date, datetime
from uuid import UUID

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.events import log
from backend.crm.opportunity import actions as opportunities
from backend.crm.quote import calc, queries
from backend.crm.quote.actions import guards
from backend.crm.quote.models import Quote

log.declare(
    "crm.quote.sent",
    "crm.quote.accepted",
    "crm.quote.rejected",
    "crm.quote.expired",
    "crm.quote.contracted",
    "crm.quote.held",
)


@documents.verb
def send(quote_id: UUID, *, actor: Actor, on: date, via: str) -> Quote:
    """This will put a quote before the customer."""
    quote = documents.lock(Quote, quote_id, actor=actor, permission="crm.send_quote")
    quote.send()
    guards.still_binds(quote, on)
    guards.still_fresh(quote, on)
    quote.content_hash = queries.fingerprint(quote)
    quote.sent_on, quote.sent_via = on, via
    return documents.save(quote, actor=actor, event="crm.quote.sent")


@documents.verb
def accept(quote_id: UUID, *, actor: Actor, on: date, accepted_by: str) -> Quote:
    """This will record who of the customer said yes, on a day the quote still bound us."""
    quote = documents.lock(Quote, quote_id, actor=actor, permission="crm.accept_quote")
    quote.accept()
    guards.was_sent(quote, on)
    guards.still_binds(quote, on)
    guards.still_fresh(quote, on)
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


@documents.verb
def mark_stale(quote_id: UUID, *, actor: Actor, at: datetime, on: date) -> Quote | None:
    """This will hold a waiting quote whose market or rate moved too far; it may be told twice."""
    quote = Quote.objects.select_for_update(no_key=True).get(pk=quote_id)
    documents.remember(quote)
    why = "" if quote.price_stale else queries.why_stale(quote, on=on)
    if not why:
        return None
    quote.hold()
    quote.price_stale, quote.stale_since, quote.stale_reason = True, at, why[:300]
    return documents.save(quote, actor=actor, event="crm.quote.held", payload={"why": why})
