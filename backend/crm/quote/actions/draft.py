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
from backend.crm.freight.models import CostProfile
from backend.crm.opportunity.models import Opportunity
from backend.crm.quote import calc, queries
from backend.crm.quote.actions import rows
from backend.crm.quote.flow import State
from backend.crm.quote.models import Quote

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
    "incoterm",
    "named_place",
    "transport_mode",
    "language",
    "validity_rule",
    "validity_percent",
    "price_places",
    "containers",
    "cost_profile_id",
    "freight",
    "freight_card_id",
    "fx_pair",
    "fx_rate",
    "fx_on",
    "fx_source",
    "priced_on",
    "cost_estimated",
    "margin_estimated",
    "margin_ratio",
    "amount_estimated",
    "owner_id",
    "unit_id",
)


class NoOffer(Refusal):
    """No new business with this party."""

    sentence = _("“{party}”已被列入黑名单，不能报价：{reason}")


class NeedsRevision(Refusal):
    """The customer has a price that the market has left behind."""

    sentence = _("重新计价后价格有变化，客户手中的版本不能改动，请修订新版本。")


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
    charges: Sequence[Any] = (),
    costs: Sequence[Any] = (),
    **facts: Any,
) -> Quote:
    """This will write a draft with its lines, instalments and prices, and give it a number."""
    quote = Quote(party_id=party_id, made_on=on, **_stored(facts))
    quote.seller_id = seller_id or _our_company()
    if id is not None:
        quote.id = id
    _check(quote, actor)
    given = {"lines": lines, "terms": terms, "charges": charges, "costs": costs}
    found = rows.taken(quote, given, actor=actor)
    rows.work_out(quote, found, on=on, actor=actor)
    quote.series = quote.no = numbering.next_number("BJ", on=on)
    documents.add(quote, actor=actor, event="crm.quote.created", permission="crm.create_quote")
    rows.write(quote, found)
    return quote


@documents.verb
def change(quote_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> Quote:
    """This will correct a draft; lines and instalments given replace the old ones."""
    quote = documents.lock(Quote, quote_id, actor=actor, permission="crm.change_quote")
    quote.edit()
    given = {name: changes.pop(name, None) for name in rows.MODELS.values()}
    for name, value in _stored(changes).items():
        setattr(quote, name, value)
    _check(quote, actor)
    rows.price(
        quote,
        rows.taken(quote, given, actor=actor),
        on=quote.priced_on or quote.made_on,
        actor=actor,
    )
    return documents.save(
        quote,
        actor=actor,
        event="crm.quote.changed",
        payload={name: rows is not None for name, rows in given.items()},
    )


@documents.verb
def reprice(quote_id: UUID, *, actor: Actor, on: date) -> Quote:
    """This will price every line anew in one go, by the books, market, rates and cards of a day.

    What was set by hand stands. A held quote is released when its prices stay as they are; if
    they change, an approved one becomes a draft again and one the customer has needs a revision.
    """
    quote = documents.lock(Quote, quote_id, actor=actor, permission="crm.change_quote")
    if quote.state == State.DRAFT:
        quote.edit()
        rows.price(quote, rows.kept(quote), on=on, actor=actor)
        return documents.save(quote, actor=actor, event="crm.quote.repriced")
    quote.hold()
    before = rows.printed(quote)
    rows.price(quote, rows.kept(quote), on=on, actor=actor)
    if rows.printed(quote) != before:
        if quote.state == State.SENT:
            raise NeedsRevision
        quote.reopen()
    return documents.save(quote, actor=actor, event="crm.quote.repriced")


@documents.verb
def revise(
    quote_id: UUID,
    *,
    actor: Actor,
    id: UUID | None,
    on: date,
    valid_until: date,
    reprice: bool = False,
) -> Quote:
    """This will put a new draft revision in the place of a quote, with the same content.

    Its prices stand unless they are to be worked out anew, as those of a held quote always are.
    """
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
    for model, name in rows.MODELS.items():
        _copy(model, list(getattr(old, name).all()), new)
    if reprice or old.price_stale:
        rows.price(new, rows.kept(new), on=on, actor=actor)
        documents.save(new, actor=actor, event="crm.quote.repriced")
    return new


def _stored(facts: dict[str, Any]) -> dict[str, Any]:
    """Bodies become plain JSON where a column keeps them so."""
    freight = facts.get("freight")
    if "freight" not in facts:
        return facts
    return facts | {"freight": {} if freight is None else log.plain(dict(freight))}


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
    documents.refer(CostProfile, quote.cost_profile_id, actor=actor, field="cost_profile_id")
    if seller is None:
        raise Malformed(errors={"seller_id": _("卖方必须是本公司主体")})
    if party is None or party.pk == seller.pk:
        raise Malformed(errors={"party_id": _("买方不能是卖方自己")})
    if opportunity is not None and opportunity.party_id != party.pk:
        raise Malformed(errors={"opportunity_id": _("这个商机属于另一个客户")})
    rows.check_head(quote)
    if party.is_blacklisted:
        raise NoOffer(party=str(party), reason=party.blacklist_reason)


def _is_ours(party_id: UUID) -> bool:
    return Party.objects.filter(pk=party_id, is_ours=True).exists()
