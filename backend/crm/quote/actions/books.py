"""Prices out of the price books, for the lines that ask for them."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.translation import gettext_lazy as _

from backend.core.errors import Malformed
from backend.crm.pricebook import queries as pricebook
from backend.crm.pricebook.queries import Ask, Deal, NoPrice, Resolved
from backend.crm.quote.models import Quote, QuoteLine

HOME = "CNY"


class NotInABook(Malformed):
    """No price book has a price for this customer, product, quantity and day."""

    sentence = _("价格表中没有适用于该客户、品名和数量的价格，请维护价格表或手工填写。")


def resolve(quote: Quote, lines: Sequence[QuoteLine], *, on: date) -> dict[int, Resolved | NoPrice]:
    """This will ask the price books once for all lines that want a price from them.

    A line without a price in the quote's currency is looked for in ours.
    """
    wanted = [line for line in lines if line.price_from == QuoteLine.PriceFrom.BOOK]
    found: dict[int, Resolved | NoPrice] = {}
    for currency in dict.fromkeys((quote.currency, HOME)):
        open_lines = [n for n in wanted if not isinstance(found.get(n.seq), Resolved)]
        deal = Deal(party_id=quote.party_id, on=on, currency=currency)
        asks = [Ask(n.product_id, n.quantity, n.unit) for n in open_lines]
        answers = pricebook.resolve_many(asks, deal=deal)
        found |= {n.seq: answer for n, answer in zip(open_lines, answers, strict=True)}
    return found


def currencies(found: Mapping[int, Resolved | NoPrice]) -> set[str]:
    """This will name the currencies that prices of the books are in."""
    return {one.currency for one in found.values() if isinstance(one, Resolved)}


def of(found: Mapping[int, Resolved | NoPrice], line: QuoteLine) -> Resolved:
    """This will give a line's price from the books; raises NotInABook naming the line and why."""
    booked = found.get(line.seq)
    if not isinstance(booked, Resolved):
        where = f"lines.{line.seq - 1}.price_from"
        raise NotInABook(errors={where: str(booked or NotInABook.sentence)})
    line.price_entry_id, line.price_level = booked.entry_id, booked.level
    step = next((one for one in booked.steps if one.kind == "benchmark"), None)
    if booked.instrument_id is not None and step is not None:
        line.instrument_id, line.quote_kind = booked.instrument_id, booked.quote_kind
        line.benchmark_price = step.operand
        line.benchmark_on = date.fromisoformat(str(step.source["day"]))
    return booked
