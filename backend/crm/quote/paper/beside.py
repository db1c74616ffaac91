"""What stands beside a quote on its page: history, links, answers, trade terms."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.registry import resource_of
from backend.crm.quote import actions, queries
from backend.crm.quote.models import Quote
from backend.market.pricing.calc.incoterms import NoPrice, UnknownCurrency

Rows = Iterable[Mapping[str, Any]]


def history(quote: Quote, actor: Actor) -> Rows:
    """This will put beside each line what was paid before, where anything was."""
    _tier, rows = queries.history(quote, on=timezone.localdate())
    if not any(any(row.history) for row in rows):
        return []
    return [
        {
            "seq": row.line.seq,
            "product_name": row.line.product.name,
            "price": row.line.provisional_price
            if row.line.pricing == "fixed"
            else row.line.premium,
            "last_price": row.history.last.price if row.history.last else None,
            "last_on": row.history.last.on if row.history.last else None,
            "low_12m": row.history.low_12m,
            "tier_average": row.history.tier_average,
        }
        for row in rows
    ]


class OpenLink(NamedTuple):
    """A link as it stands; its address only for whoever may hand it out."""

    standing: str
    expires_at: datetime
    views: int
    first_seen_at: datetime | None
    address: str


def links(quote: Quote, actor: Actor) -> list[OpenLink]:
    """This will list the links; their addresses only for whoever may hand them out."""
    may_share, now = queries.may_share(quote, actor), timezone.now()
    return [
        OpenLink(
            _standing(link.revoked_at is not None, now >= link.expires_at),
            link.expires_at,
            link.views,
            link.first_seen_at,
            reverse("quote_link", args=[queries.token_of(link.pk)]) if may_share else "",
        )
        for link in queries.links(quote)
    ]


def costs(quote: Quote, actor: Actor) -> Rows:
    """This will put cost, floor and margin of each line side by side, as far as they are open."""
    resource = resource_of(Quote)
    shown = {
        "cost_estimated": policy.readable(actor, resource, ["line_costs"]),
        "floor_price": policy.readable(actor, resource, ["line_costs"]),
        "margin_estimated": policy.readable(actor, resource, ["line_margins"]),
    }
    names = [name for name, is_open in shown.items() if is_open]
    lines = list(quote.lines.all())
    if not any(getattr(line, name) is not None for line in lines for name in names):
        return []
    return [
        {
            "seq": line.seq,
            "product_name": line.product.name,
            **{name: getattr(line, name) for name in names},
        }
        for line in lines
    ]


def nothing(quote: Quote, actor: Actor) -> Rows:
    """This will stand for a list that another table tells better."""
    return []


def answers(quote: Quote, actor: Actor) -> Rows:
    """This will list what the customer answered, its phone as far as the actor may read it."""
    is_open = policy.readable(actor, resource_of(Quote), ["accepted_phone"])
    return [
        {
            "answer": row.get_kind_display(),
            "at": row.at,
            "name": row.name,
            "phone": row.phone if is_open or not row.phone else policy.mask_phone(row.phone),
            "words": row.words,
            "content_hash": row.content_hash[:16],
        }
        for row in quote.answers.all()
    ]


def terms(quote: Quote) -> list[actions.TermTotal]:
    """This will give the quote under every trade term, or nothing where it has no way."""
    if not quote.incoterm:
        return []
    try:
        return actions.compare_terms(quote, on=timezone.localdate())
    except (NoPrice, UnknownCurrency):
        return []


def _standing(is_revoked: bool, is_over: bool) -> str:
    if is_revoked:
        return _("已撤销")
    return _("已过期") if is_over else _("有效")
