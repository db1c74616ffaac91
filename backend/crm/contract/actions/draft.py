"""Writing a contract: from nothing, or with one click from an accepted quote."""

from collections.abc import Sequence
from datetime import date
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Duplicate, Malformed, NotNow, Refusal
from backend.core.events import log
from backend.core.numbering import actions as numbering
from backend.core.party.models import Party
from backend.crm.contract.actions import lines as rules
from backend.crm.contract.flow import State
from backend.crm.contract.models import Contract, ContractLine, PaymentTerm
from backend.crm.quote import actions as quotes
from backend.crm.quote.models import Quote

log.declare("crm.contract.created", "crm.contract.changed")

FROM_QUOTE = (
    "their_no",
    "currency",
    "tax_rate",
    "delivery_place",
    "delivery_mode",
    "delivery_until",
    "incoterm",
    "named_place",
    "transport_mode",
    "quality_terms",
    "other_terms",
)
LINE_FROM_QUOTE = (
    "product_id",
    "brands",
    "quantity",
    "tolerance_more",
    "tolerance_less",
    "tolerance_option",
    "pricing",
    "fixed_price",
    "instrument_id",
    "quote_kind",
    "premium",
    "pricer",
    "window_start",
    "window_end",
    "average_places",
    "provisional_on",
    "provisional_price",
)
NOTHING: dict[str, Any] = {"warehouse_id": None, "reserves_stock": False}
TERM_FROM_QUOTE = ("portion", "percent", "amount", "trigger", "offset_days", "method")


class Blacklisted(Refusal):
    """No new business with this party."""

    sentence = _("“{party}”已被列入黑名单，不能新签合同：{reason}")


class QuoteUsed(Duplicate):
    """A contract was made from this quote."""

    sentence = _("该报价已生成合同。")


documents.explains("crm_contract_quote_once", QuoteUsed())


@documents.verb
def create(
    *,
    actor: Actor,
    id: UUID | None,
    on: date,
    party_id: UUID,
    seller_id: UUID,
    lines: Sequence[Any],
    terms: Sequence[Any],
    **facts: Any,
) -> Contract:
    """This will write a draft with its lines, instalments and estimate, and give it a number."""
    contract = Contract(party_id=party_id, seller_id=seller_id, made_on=on, **_stored(facts))
    if id is not None:
        contract.id = id
    _check_parties(contract, actor)
    return _write(contract, lines, terms, actor=actor, on=on)


@documents.verb
def create_from_quote(
    *, actor: Actor, id: UUID | None, on: date, quote_id: UUID, lines: Sequence[Any]
) -> Contract:
    """This will make a draft from an accepted quote and mark the quote as contracted.

    `lines` may add, by number, what a quote does not say: warehouse, weight rule, cut-off.
    """
    quote = documents.refer(Quote, quote_id, actor=actor, field="quote_id")
    assert quote is not None
    facts = {name: getattr(quote, name) for name in FROM_QUOTE}
    contract = Contract(
        party_id=quote.party_id, seller_id=quote.seller_id, quote=quote, made_on=on, **facts
    )
    if id is not None:
        contract.id = id
    _check_parties(contract, actor)
    more = {body.seq: dict(body) for body in lines}
    rows = [
        _copied(row, LINE_FROM_QUOTE, more.get(row.seq, NOTHING) | {"quote_line_id": row.pk})
        for row in quote.lines.all()
    ]
    instalments = [_copied(row, TERM_FROM_QUOTE, {}) for row in quote.terms.all()]
    written = _write(contract, rows, instalments, actor=actor, on=on)
    quotes.mark_contracted(quote_id, actor=actor, on=on)
    return written


@documents.verb
def change(contract_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> Contract:
    """This will correct a draft; lines and instalments given replace the old ones."""
    contract = documents.lock(Contract, contract_id, actor=actor, permission="crm.change_contract")
    if contract.state != State.DRAFT:
        raise NotNow(
            verbs=documents.verbs_now(contract, actor), state=documents.state_label(contract)
        )
    lines, terms = changes.pop("lines", None), changes.pop("terms", None)
    for name, value in _stored(changes).items():
        setattr(contract, name, value)
    _check_parties(contract, actor)
    if lines is not None:
        contract.lines.all().delete()
        ContractLine.objects.bulk_create(rules.build(contract, lines, actor=actor))
    if terms is not None:
        contract.terms.all().delete()
        PaymentTerm.objects.bulk_create(rules.terms(contract, terms))
    rules.estimate(contract, list(contract.lines.all()))
    rules.check_sum(contract, list(contract.terms.all()))
    return documents.save(
        contract,
        actor=actor,
        event="crm.contract.changed",
        permission="crm.change_contract",
        payload={"lines": lines is not None, "terms": terms is not None},
    )


def _stored(facts: dict[str, Any]) -> dict[str, Any]:
    """Bodies become plain JSON where a column keeps them so."""
    people = facts.get("authorised")
    return facts if people is None else facts | {"authorised": [dict(one) for one in people]}


def _write(
    contract: Contract, lines: Sequence[Any], terms: Sequence[Any], *, actor: Actor, on: date
) -> Contract:
    rows = rules.build(contract, lines, actor=actor)
    instalments = rules.terms(contract, terms)
    rules.estimate(contract, rows)
    rules.check_sum(contract, instalments)
    contract.no = numbering.next_number("HT", on=on)
    documents.add(
        contract, actor=actor, event="crm.contract.created", permission="crm.create_contract"
    )
    ContractLine.objects.bulk_create(rows)
    PaymentTerm.objects.bulk_create(instalments)
    return contract


def _check_parties(contract: Contract, actor: Actor) -> None:
    party = documents.refer(Party, contract.party_id, actor=actor, field="party_id")
    seller = documents.refer(Party, contract.seller_id, actor=actor, field="seller_id")
    if seller is None or not seller.is_ours:
        raise Malformed(errors={"seller_id": _("卖方必须是本公司主体")})
    if party is None or party.pk == seller.pk:
        raise Malformed(errors={"party_id": _("买方不能是卖方自己")})
    if party.is_blacklisted:
        raise Blacklisted(party=str(party), reason=party.blacklist_reason)


def _copied(row: Any, names: Sequence[str], more: dict[str, Any]) -> Any:
    values = {name: getattr(row, name) for name in names} | more
    values.pop("seq", None)
    return _Body(values)


class _Body(SimpleNamespace):
    """Values under the names of a line's or instalment's schema, as `dict(body)` reads them."""

    def __init__(self, values: dict[str, Any]) -> None:
        super().__init__(**values)

    def __iter__(self) -> Any:
        return iter(vars(self).items())
