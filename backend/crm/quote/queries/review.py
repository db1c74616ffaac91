"""What the rules of approval look at."""

from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Q

from backend.core import money
from backend.core.access.actor import is_running
from backend.core.access.models import Assignment
from backend.core.people.models import User
from backend.crm.quote.calc import review
from backend.crm.quote.models import Quote, QuoteLine, QuoteRule, QuoteTerm
from backend.crm.quote.queries.prices import rate_of
from backend.market.calendar import queries as calendars

CALENDAR = "SHFE"
ON_CREDIT = (
    QuoteTerm.Trigger.DELIVERED,
    QuoteTerm.Trigger.SIGNED,
    QuoteTerm.Trigger.INVOICE,
    QuoteTerm.Trigger.FINAL_SETTLEMENT,
)


def rules() -> list[review.Rule]:
    """This will give the rules in force."""
    rows = QuoteRule.objects.filter(is_active=True).order_by("kind", "threshold", "id")
    return [
        review.Rule(
            id=str(row.pk),
            name=row.name,
            kind=row.kind,
            threshold=row.threshold,
            level=row.level,
            role=row.role,
        )
        for row in rows
    ]


def needs_second_person(user_id: int | None) -> bool:
    """This will tell whether who submits may not approve: the rule is on and there is another."""
    kind = QuoteRule.Kind.SECOND_PERSON
    if not QuoteRule.objects.filter(kind=kind, is_active=True).exists():
        return False
    holds = Assignment.objects.filter(role__grants__permission="crm.approve_quote")
    others = User.objects.filter(is_active=True).exclude(pk=user_id or 0)
    return others.filter(Q(is_superuser=True) | Q(pk__in=holds.values("user_id"))).exists()


def review_facts(quote: Quote, user_id: int | None) -> review.Facts:
    """This will gather what the rules look at, for the person who submits."""
    lines = list(quote.lines.all())
    days = [term.offset_days for term in quote.terms.all() if term.trigger in ON_CREDIT]
    return review.Facts(
        lines=[_line(quote, line) for line in lines],
        amount_cny=amount_cny(quote),
        credit_days=max(days, default=0),
        trading_days=_open_days(quote.made_on, quote.valid_until),
        roles=_roles(user_id, quote.made_on),
    )


def amount_cny(quote: Quote) -> Decimal:
    """This will give a quote's amount at home; without any rate its own figure counts."""
    if quote.currency == "CNY":
        return quote.amount_estimated
    pair = f"{quote.currency}/CNY"
    if quote.fx_pair == pair and quote.fx_rate is not None:
        return money.cents(quote.amount_estimated * quote.fx_rate)
    rate = rate_of(pair, on=quote.made_on)
    return money.cents(quote.amount_estimated * (rate.value if rate else 1))


def _line(quote: Quote, line: QuoteLine) -> review.LineFacts:
    net = line.amount_estimated / (1 + quote.tax_rate)
    margin = line.margin_estimated
    return review.LineFacts(
        seq=line.seq,
        price=line.provisional_price,
        floor=line.floor_price,
        margin_ratio=margin / net if margin is not None and net else None,
        discount=review.discount_of(line.list_price, [Decimal(one) for one in line.discounts]),
        is_fixed=line.pricing == QuoteLine.Pricing.FIXED,
        buyer_prices=line.pricing == QuoteLine.Pricing.CALL and line.pricer == QuoteLine.Side.BUYER,
    )


def _open_days(made_on: date, valid_until: date) -> int:
    """Trading days after the first; where no calendar is on file its weekdays count."""
    first = made_on + timedelta(days=1)
    try:
        return len(calendars.trading_days(CALENDAR, first, valid_until))
    except calendars.CalendarMissing:
        span = range((valid_until - made_on).days)
        return sum((first + timedelta(days=step)).weekday() < 5 for step in span)


def _roles(user_id: int | None, on: date) -> frozenset[str]:
    held = Assignment.objects.filter(user_id=user_id or 0).filter(is_running(on))
    return frozenset(held.values_list("role__code", flat=True))
