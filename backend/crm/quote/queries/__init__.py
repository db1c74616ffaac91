"""Questions about quotes."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db.models import F, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.party.models import Party
from backend.crm.quote import calc
from backend.crm.quote.calc import Claim
from backend.crm.quote.flow import State
from backend.crm.quote.models import Quote, QuoteCharge, QuoteCost, QuoteLine, QuoteTerm
from backend.crm.quote.queries import facts
from backend.crm.quote.queries.beside import Before, history
from backend.crm.quote.queries.links import (
    Standing,
    digest,
    fingerprint,
    link_of,
    links,
    may_share,
    standing,
    token_of,
)
from backend.crm.quote.queries.prices import (
    BINDING,
    card_no,
    freight_of,
    last_price,
    moved_too_far,
    pair_of,
    rate_of,
    rates,
    series_of,
    untrue_traces,
    watching,
    why_stale,
)
from backend.crm.quote.queries.review import needs_second_person, review_facts, rules

__all__ = [
    "BINDING",
    "Before",
    "Offer",
    "Standing",
    "card_no",
    "digest",
    "expiring",
    "facts",
    "fingerprint",
    "for_contract",
    "freight_of",
    "held",
    "history",
    "in_review",
    "instalments",
    "last_price",
    "link_of",
    "links",
    "may_share",
    "moved_too_far",
    "needs_second_person",
    "only_company_of_ours",
    "pair_of",
    "passed",
    "rate_of",
    "rates",
    "review_facts",
    "rules",
    "series_of",
    "sheet",
    "standing",
    "successor_of",
    "token_of",
    "totals_that_differ",
    "untrue_traces",
    "watching",
    "why_stale",
]


class Offer(NamedTuple):
    """The lines and instalments of a quote, named as a contract names its own."""

    lines: list[QuoteLine]
    terms: list[QuoteTerm]


def for_contract(quote: Quote) -> Offer:
    """This will give what a contract made from a quote starts with, in its order."""
    return Offer(list(quote.lines.all()), list(quote.terms.all()))


def only_company_of_ours() -> Party | None:
    """This will give our own company when there is just one, else None."""
    ours = list(Party.objects.filter(is_ours=True).order_by("id")[:2])
    return ours[0] if len(ours) == 1 else None


def successor_of(quote_id: UUID) -> UUID | None:
    """This will give the revision that took a quote's place."""
    return Quote.objects.filter(supersedes_id=quote_id).values_list("pk", flat=True).first()


def passed(*, on: date) -> QuerySet[Quote]:
    """This will give quotes that still wait for a customer although their day has passed."""
    return Quote.objects.filter(state__in=BINDING, valid_until__lt=on)


def expiring(actor: Actor, *, on: date, until: date) -> QuerySet[Quote]:
    """This will give quotes the actor may see that bind us no longer than a day from now."""
    rows = policy.visible(Quote, actor).filter(
        state__in=BINDING, valid_until__gte=on, valid_until__lte=until
    )
    return rows.select_related("party", "owner").order_by("valid_until", "id")


def instalments(quote: Quote) -> Iterable[tuple[QuoteTerm, object]]:
    """This will give each instalment with what it comes to at the estimate."""
    rows = list(quote.terms.all())
    if not rows:
        return []
    claims = [Claim(percent=row.percent, amount=row.amount) for row in rows]
    return zip(rows, calc.shares(claims, total=quote.amount_estimated), strict=True)


def in_review(actor: Actor) -> QuerySet[Quote]:
    """This will give quotes the actor may see that wait for a reviewer, the oldest first."""
    rows = policy.visible(Quote, actor).filter(state=State.IN_REVIEW)
    return rows.select_related("party").order_by("created_at", "id")


def held(actor: Actor) -> QuerySet[Quote]:
    """This will give held quotes the actor may see, the longest held first."""
    rows = policy.visible(Quote, actor).filter(price_stale=True, state__in=BINDING)
    return rows.select_related("party").order_by("stale_since", "id")


def totals_that_differ() -> QuerySet[Quote]:
    """This will find quotes whose amount is not the sum of their lines."""
    summed = Quote.objects.annotate(
        summed=Coalesce(Sum("lines__amount_estimated"), Value(calc.ZERO))
    )
    return summed.exclude(summed=F("amount_estimated")).order_by("id")


def sheet(quote: Quote) -> tuple[list[QuoteLine], list[QuoteCharge], list[QuoteCost]]:
    """This will read everything a pricing works on, the lines with their products."""
    lines = list(quote.lines.select_related("product"))
    for line in lines:
        line.quote = quote
    return lines, list(quote.charges.all()), list(quote.costs.all())
