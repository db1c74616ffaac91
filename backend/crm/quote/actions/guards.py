"""What stands in the way of sending and of a yes."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from backend.core.errors import Malformed, Refusal
from backend.crm.quote import calc, queries
from backend.crm.quote.models import Quote


class QuotePassed(Refusal):
    """Its last day is over."""

    sentence = _("报价已于 {day} 到期，请修订新版本后再发送或接受。")


class PriceStale(Refusal):
    """The market left the price behind."""

    sentence = _("价格已过时（{why}），请重新计价或修订新版本后再继续。")


def was_sent(quote: Quote, on: date) -> None:
    """This will raise Malformed for a yes from before the customer had the quote."""
    if quote.sent_on is not None and on < quote.sent_on:
        raise Malformed(errors={"on": _("接受日期不能早于报价发送的日期")})


def still_binds(quote: Quote, on: date) -> None:
    """This will raise QuotePassed when a quote's last day is over."""
    if calc.has_passed(quote.valid_until, on=on):
        raise QuotePassed(day=quote.valid_until.isoformat())


def still_fresh(quote: Quote, on: date) -> None:
    """This will raise PriceStale for a held quote, and for one whose market has just moved."""
    why = quote.stale_reason if quote.price_stale else queries.moved_too_far(quote, on=on)
    if why:
        raise PriceStale(why=why)
