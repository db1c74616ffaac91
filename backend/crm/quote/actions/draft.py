"""Writing a quote, correcting it, and its next revision."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Duplicate, Malformed, Refusal
from backend.core.events import log
from backend.core.ids import uuid7
from backend.core.numbering import actions as numbering
from backend.core.party.models import Party
from backend.crm.opportunity.models import Opportunity
from backend.crm.quote import calc, queries
from backend.crm.quote.actions import lines as rules
from backend.crm.quote.models import Quote, QuoteLine, QuoteTerm

log.declare(
    "crm.quote.created",
    "crm.quote.changed",
    "crm.quote.repriced",
    "crm.quote.superseded",
    "crm.quote.revised",
)

COPIED = (
    "party_id",
    "seller_id",
    "opportunity_id",
    "series",
    "their_no",
    "contact_name",
    "currency",
    "tax_rate",
    "delivery_place",
    "delivery_mode",
    "delivery_until",
    "quality_terms",
    "other_terms",
    "amount_estimated",
    "owner_id",
    "unit_id",
)


class NoOffer(Refusal):
    """No new business with this party."""

    sentence = _("“{party}”已被列入黑名单，不能报价：{reason}")


class AnotherIsLive(Duplicate):
    """One revision of a series may live at a time."""

    sentence = _("该报价已有另一个有效版本，请先处理那一版。")


documents.explains("crm_quote_one_live", AnotherIsLive())
documents.explains("crm_quote_revision_once", AnotherIsLive())


@documents.verb
def create(
    *,
    actor: Actor,
    id: UUID | None,
    on: date,
    party_id: UUID,
    seller_id: UUID | None,
    lines: Sequence[Any],
    terms: Sequence[Any],
    **facts: Any,
) -> Quote:
    """This will write a draft with its lines, instalments and estimate, and give it a number."""
    quote = Quote(party_id=party_id, made_on=on, **facts)
    quote.seller_id = seller_id or _our_company()
    if id is not None:
        quote.id = id
    _check(quote, actor)
    rows, instalments = rules.build(quote, lines, actor=actor), rules.terms(quote, terms)
    rules.total(quote, rows, instalments)
    quote.series = quote.no = numbering.next_number("BJ", on=on)
    documents.add(quote, actor=actor, event="crm.quote.created", permission="crm.create_quote")
    QuoteLine.objects.bulk_create(rows)
    QuoteTerm.objects.bulk_create(instalments)
    return quote


@documents.verb
def change(quote_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> Quote:
    """This will correct a draft; lines and instalments given replace the old ones."""
    quote = documents.lock(Quote, quote_id, actor=actor, permission="crm.change_quote")
    quote.edit()
    lines, terms = changes.pop("lines", None), changes.pop("terms", None)
    for name, value in changes.items():
        setattr(quote, name, value)
    _check(quote, actor)
    if lines is not None:
        rows = rules.build(quote, lines, actor=actor)
        quote.lines.all().delete()
        QuoteLine.objects.bulk_create(rows)
    if terms is not None:
        instalments = rules.terms(quote, terms)
        quote.terms.all().delete()
        QuoteTerm.objects.bulk_create(instalments)
    rules.total(quote, list(quote.lines.all()), list(quote.terms.all()))
    return documents.save(
        quote,
        actor=actor,
        event="crm.quote.changed",
        payload={"lines": lines is not None, "terms": terms is not None},
    )


@documents.verb
def reprice(quote_id: UUID, *, actor: Actor, on: date) -> Quote:
    """This will estimate a draft anew with the last price published before a day."""
    quote = documents.lock(Quote, quote_id, actor=actor, permission="crm.change_quote")
    quote.edit()
    rows = list(quote.lines.all())
    for line in rows:
        if line.provisional_on is not None:
            rules.price(line, on=on, agreed=None, where=f"lines.{line.seq - 1}.")
    QuoteLine.objects.bulk_update(rows, ["provisional_on", "provisional_price", "amount_estimated"])
    rules.total(quote, rows, list(quote.terms.all()))
    return documents.save(quote, actor=actor, event="crm.quote.repriced")


@documents.verb
def revise(quote_id: UUID, *, actor: Actor, id: UUID | None, on: date, valid_until: date) -> Quote:
    """This will put a new draft revision in the place of a quote, with the same content."""
    old = documents.lock(Quote, quote_id, actor=actor, permission="crm.revise_quote")
    old.supersede()
    documents.save(old, actor=actor, event="crm.quote.superseded")
    new = Quote(
        supersedes=old,
        revision=old.revision + 1,
        made_on=on,
        valid_until=valid_until,
        **{name: getattr(old, name) for name in COPIED},
    )
    if id is not None:
        new.id = id
    new.no = calc.revision_no(new.series, revision=new.revision)
    _check(new, actor)
    documents.add(
        new,
        actor=actor,
        event="crm.quote.revised",
        permission="crm.revise_quote",
        payload={"supersedes": old.pk},
    )
    _copy(QuoteLine, list(old.lines.all()), new)
    _copy(QuoteTerm, list(old.terms.all()), new)
    return new


def _copy(model: Any, rows: Sequence[Any], quote: Quote) -> None:
    for row in rows:
        row.pk, row.quote = uuid7(), quote
        row._state.adding = True
    model._default_manager.bulk_create(rows)


def _our_company() -> UUID:
    company = queries.only_company_of_ours()
    if company is None:
        raise Malformed(errors={"seller_id": _("请选择卖方公司")})
    return company.pk


def _check(quote: Quote, actor: Actor) -> None:
    """Say kindly what cannot be offered, and to whom."""
    party = documents.refer(Party, quote.party_id, actor=actor, field="party_id")
    seller = Party.objects.get(pk=quote.seller_id) if _is_ours(quote.seller_id) else None
    opportunity = documents.refer(
        Opportunity, quote.opportunity_id, actor=actor, field="opportunity_id"
    )
    if seller is None:
        raise Malformed(errors={"seller_id": _("卖方必须是本公司主体")})
    if party is None or party.pk == seller.pk:
        raise Malformed(errors={"party_id": _("买方不能是卖方自己")})
    if opportunity is not None and opportunity.party_id != party.pk:
        raise Malformed(errors={"opportunity_id": _("这个商机属于另一个客户")})
    if quote.valid_until < quote.made_on:
        raise Malformed(errors={"valid_until": _("有效期不能早于报价日期")})
    if party.is_blacklisted:
        raise NoOffer(party=str(party), reason=party.blacklist_reason)


def _is_ours(party_id: UUID) -> bool:
    return Party.objects.filter(pk=party_id, is_ours=True).exists()
