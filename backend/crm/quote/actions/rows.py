"""The rows of a quote: read from an input or the table, priced together, written back."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.errors import Malformed
from backend.crm.freight.models import Mode
from backend.crm.quote import queries
from backend.crm.quote.actions import lines as rules
from backend.crm.quote.actions import pricing
from backend.crm.quote.models import Quote, QuoteCharge, QuoteCost, QuoteLine, QuoteTerm
from backend.market.pricing.calc.elements import SEA_ONLY

MODELS: dict[Any, str] = {
    QuoteLine: "lines",
    QuoteTerm: "terms",
    QuoteCharge: "charges",
    QuoteCost: "costs",
}
PRICED: dict[str, tuple[str, ...]] = {
    "lines": (
        "provisional_on",
        "provisional_price",
        "fixed_price",
        "amount_estimated",
        "list_price",
        "price_entry_id",
        "price_level",
        "floor_price",
        "benchmark_price",
        "benchmark_on",
        "trace",
        "cost_estimated",
        "margin_estimated",
    ),
    "charges": ("basis", "amount", "currency", "per_unit", "told"),
    "costs": ("basis", "amount", "currency", "per_unit", "told"),
}


class Rows(NamedTuple):
    """Every row of a quote; `fresh` names the lists that replace what the table holds."""

    lines: list[QuoteLine]
    terms: list[QuoteTerm]
    charges: list[QuoteCharge]
    costs: list[QuoteCost]
    fresh: frozenset[str]


def kept(quote: Quote) -> Rows:
    """This will read the rows as they stand."""
    lines, charges, costs = queries.sheet(quote)
    return Rows(lines, list(quote.terms.all()), charges, costs, frozenset())


def taken(quote: Quote, given: Mapping[str, Sequence[Any] | None], *, actor: Actor) -> Rows:
    """This will read the rows that were sent, and from the table those that were not."""
    fresh = frozenset(name for name, bodies in given.items() if bodies is not None)
    old = kept(quote) if len(fresh) < len(MODELS) else Rows([], [], [], [], fresh)
    sent = {name: bodies for name, bodies in given.items() if bodies is not None}
    lines = rules.build(quote, sent["lines"], actor=actor) if "lines" in sent else old.lines
    count = len(lines)
    return Rows(
        lines,
        rules.terms(quote, sent["terms"]) if "terms" in sent else old.terms,
        rules.charges(quote, sent["charges"]) if "charges" in sent else old.charges,
        rules.costs(quote, sent["costs"], lines=count) if "costs" in sent else old.costs,
        fresh,
    )


def work_out(quote: Quote, found: Rows, *, on: date, actor: Actor) -> None:
    """This will price every line and add up; nothing is written."""
    pricing.price_all(quote, found.lines, found.charges, found.costs, on=on, actor=actor)
    rules.total(quote, found.lines, found.terms)


def price(quote: Quote, found: Rows, *, on: date, actor: Actor) -> None:
    """This will price every line, add up and write the rows; the head is the caller's."""
    work_out(quote, found, on=on, actor=actor)
    write(quote, found)


def write(quote: Quote, found: Rows) -> None:
    """This will write new rows in the place of old ones, and what was priced beside the rest."""
    for model, name in MODELS.items():
        rows = getattr(found, name)
        if name in found.fresh:
            getattr(quote, name).all().delete()
            model._default_manager.bulk_create(rows)
        elif rows and name in PRICED:
            model._default_manager.bulk_update(rows, PRICED[name])


def printed(quote: Quote) -> list[tuple[int, Decimal]]:
    """This will give the price of each line as it stands on paper."""
    return list(quote.lines.order_by("seq").values_list("seq", "provisional_price"))


def check_head(quote: Quote) -> None:
    """This will say kindly what the head of a quote must not say."""
    if quote.valid_until < quote.made_on:
        raise Malformed(errors={"valid_until": _("有效期不能早于报价日期")})
    if (quote.validity_rule == Quote.Validity.DATE) != (quote.validity_percent is None):
        sentence = _("按行情或汇率失效时须填写允许变动比例，仅按日期时不填")
        raise Malformed(errors={"validity_percent": sentence})
    if quote.incoterm and not quote.named_place:
        raise Malformed(errors={"named_place": _("请填写贸易术语的指定地点，例如 Rotterdam")})
    at_sea = quote.transport_mode in ("", Mode.SEA)
    if quote.incoterm in SEA_ONLY and not at_sea:
        sentence = _("FAS、FOB、CFR、CIF 只用于海运，请改用 FCA、CPT 或 CIP")
        raise Malformed(errors={"transport_mode": sentence})
