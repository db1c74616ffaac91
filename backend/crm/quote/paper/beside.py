"""What stands beside a quote on its page: history, links, answers, trade terms."""

from collections.abc import Iterable, Mapping
from typing import Any

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


def links(quote: Quote, actor: Actor) -> Rows:
    """This will list the links; their addresses only for whoever may hand them out."""
    may_share, now = queries.may_share(quote, actor), timezone.now()
    return [
        {
            "address": reverse("quote_link", args=[queries.token_of(link.pk)]) if may_share else "",
            "made_at": link.made_at,
            "expires_at": link.expires_at,
            "views": link.views,
            "first_seen_at": link.first_seen_at,
            "standing": _standing(link.revoked_at is not None, now >= link.expires_at),
        }
        for link in queries.links(quote)
    ]


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
