"""Changing what both parties are already bound to: a supplement, approved and then applied."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Malformed, Refusal
from backend.core.events import log
from backend.core.events.log import plain
from backend.crm.contract import queries
from backend.crm.contract.actions import exposure
from backend.crm.contract.actions import lines as rules
from backend.crm.contract.actions.life import CODE, moment
from backend.crm.contract.actions.progress import lock, measure
from backend.crm.contract.actions.reservations import adjust
from backend.crm.contract.models import Amendment, Contract, ContractLine, PaymentTerm
from backend.crm.credit import actions as credit
from backend.crm.credit.models import CreditEntry

log.declare(
    "crm.amendment.drafted",
    "crm.amendment.approved",
    "crm.amendment.applied",
    "crm.amendment.voided",
    "crm.contract.amendment_opened",
    "crm.contract.amended",
    "crm.contract.amendment_dropped",
)

LINE_FIELDS = (
    "quantity",
    "tolerance_more",
    "tolerance_less",
    "window_start",
    "window_end",
    "premium",
)
TERM_FIELDS = ("portion", "percent", "amount", "trigger", "offset_days", "method")


class NothingChanged(Malformed):
    """An amendment that changes nothing."""

    sentence = _("变更内容与原合同相同，没有可变更的条款。")


class BelowDone(Refusal):
    """The new quantity would be less than what is already priced or shipped."""

    sentence = _(
        "第 {line} 行变更后上限 {ceiling} 吨，低于已定价 {priced} 吨或已发货 {shipped} 吨。"
    )


class TermsOnlyGrow(Malformed):
    """Instalments may change or be added; one that money hangs on cannot vanish."""

    sentence = _("付款条件只能修改或增加，不能减少行数。")


@documents.verb
def amend(
    contract_id: UUID,
    *,
    actor: Actor,
    on: date,
    reason: str,
    their_no: str,
    delivery_until: date | None,
    lines: Sequence[Any],
    terms: Sequence[Any],
) -> Contract:
    """This will open an amendment listing each change as path, old and new value.

    While it is open no new goods are released. Raises NothingChanged when there is none.
    """
    contract = documents.lock(Contract, contract_id, actor=actor, permission="crm.amend_contract")
    contract.amend()
    changes = [
        *_head_changes(contract, delivery_until),
        *_line_changes(contract, lines),
        *_term_changes(contract, terms),
    ]
    if not changes:
        raise NothingChanged
    seq = contract.amendments.count() + 1
    amendment = Amendment(
        contract=contract,
        party_id=contract.party_id,
        owner_id=contract.owner_id,
        unit_id=contract.unit_id,
        seq=seq,
        no=f"{contract.no}-B{seq}",
        made_on=on,
        reason=reason,
        their_no=their_no,
        changes=changes,
    )
    documents.add(amendment, actor=actor, event="crm.amendment.drafted", reason=reason)
    return documents.save(
        contract, actor=actor, event="crm.contract.amendment_opened", reason=reason
    )


@documents.verb
def approve_amendment(amendment_id: UUID, *, actor: Actor, on: date) -> Amendment:
    """This will accept an amendment after trying it on: bands, terms and sums must hold."""
    amendment, contract = _locked(amendment_id, actor, "crm.approve_amendment")
    amendment.approve()
    amendment.approved_on = on
    _try_on(contract, amendment)
    return documents.save(amendment, actor=actor, event="crm.amendment.approved")


@documents.verb
def apply_amendment(amendment_id: UUID, *, actor: Actor, on: date) -> Amendment:
    """This will write an amendment into its contract at once: text, estimate, credit, stock.

    Raises BelowDone for less than is done, OverLimit when more credit does not fit.
    """
    amendment, contract = _locked(amendment_id, actor, "crm.apply_amendment")
    amendment.apply()
    amendment.applied_on = on
    before = queries.credit_part(contract)
    quantities = dict(contract.lines.values_list("pk", "quantity"))
    rows = _try_on(contract, amendment)
    for line in rows.lines:
        line.save()
    for term in rows.terms:
        term.save()
    contract.text_version += 1
    measure(contract)
    _adjust_credit(contract, before=before, actor=actor, on=on)
    more = [(line, line.quantity - quantities[line.pk]) for line in rows.lines]
    adjust(more, actor=actor)
    exposure.amended(contract, more, actor=actor, on=on)
    contract.finish_amending()
    documents.save(
        contract,
        actor=actor,
        event="crm.contract.amended",
        payload={"amendment": amendment.no, "on": on, "changes": amendment.changes},
        reason=amendment.reason,
    )
    return documents.save(amendment, actor=actor, event="crm.amendment.applied")


@documents.verb
def void_amendment(amendment_id: UUID, *, actor: Actor, reason: str) -> Amendment:
    """This will drop an amendment; its contract goes on as it was."""
    amendment, contract = _locked(amendment_id, actor, "crm.void_amendment")
    amendment.void()
    contract.finish_amending()
    documents.save(contract, actor=actor, event="crm.contract.amendment_dropped", reason=reason)
    return documents.save(amendment, actor=actor, event="crm.amendment.voided", reason=reason)


def _locked(amendment_id: UUID, actor: Actor, permission: str) -> tuple[Amendment, Contract]:
    """Lock the contract first, as every verb does, then the amendment."""
    contract = lock(documents.get(Amendment, amendment_id, actor=actor).contract_id)
    amendment = documents.lock(Amendment, amendment_id, actor=actor, permission=permission)
    return amendment, contract


def _head_changes(contract: Contract, delivery_until: date | None) -> list[dict[str, Any]]:
    if delivery_until is None or delivery_until == contract.delivery_until:
        return []
    return [_change("delivery_until", contract.delivery_until, delivery_until)]


def _line_changes(contract: Contract, bodies: Sequence[Any]) -> list[dict[str, Any]]:
    lines = {line.seq: line for line in contract.lines.all()}
    found = []
    for index, body in enumerate(bodies):
        line = lines.get(body.seq)
        if line is None:
            raise Malformed(errors={f"lines.{index}.seq": _("合同中没有这一行")})
        if line.pricing == ContractLine.Pricing.FIXED and body.premium is not None:
            raise Malformed(errors={f"lines.{index}.premium": _("固定价没有升贴水")})
        for name in LINE_FIELDS:
            old, new = getattr(line, name), getattr(body, name)
            if new is not None and new != old:
                found.append(_change(f"lines/{line.seq}/{name}", old, new))
    return found


def _term_changes(contract: Contract, bodies: Sequence[Any]) -> list[dict[str, Any]]:
    if not bodies:
        return []
    terms = list(contract.terms.all())
    if len(bodies) < len(terms):
        raise TermsOnlyGrow(errors={"terms": TermsOnlyGrow.sentence})
    rules.terms(contract, bodies)
    old = [{name: getattr(term, name) for name in TERM_FIELDS} for term in terms]
    new = [dict(body) for body in bodies]
    return [] if plain(old) == plain(new) else [_change("terms", old, new)]


def _change(path: str, old: Any, new: Any) -> dict[str, Any]:
    return {"path": path, "old": plain(old), "new": plain(new)}


class _Amended:
    """The rows of a contract as an amendment makes them, not yet saved."""

    def __init__(self, lines: list[ContractLine], terms: list[PaymentTerm]) -> None:
        self.lines, self.terms = lines, terms


def _try_on(contract: Contract, amendment: Amendment) -> _Amended:
    """Put every change on the rows in memory, price anew and check what must hold."""
    rows = contract.lines.select_for_update(of=("self",), no_key=True).order_by("pk")
    lines = {line.seq: line for line in rows}
    terms = list(contract.terms.select_for_update(of=("self",), no_key=True).order_by("seq"))
    for change in amendment.changes:
        where, _slash, rest = change["path"].partition("/")
        if where == "delivery_until":
            contract.delivery_until = date.fromisoformat(change["new"])
        elif where == "lines":
            seq, _slash, name = rest.partition("/")
            _set(lines[int(seq)], name, change["new"])
        else:
            terms = _with_terms(contract, terms, change["new"])
    found = _Amended(sorted(lines.values(), key=lambda line: line.seq), terms)
    for line in found.lines:
        _require_done(line)
        rules.require(line, f"lines/{line.seq}/")
        rules.price(line, agreed=line.provisional_price)
    rules.estimate(contract, found.lines)
    rules.require_sum(found.terms, total=contract.amount_estimated)
    return found


def _read(model: type[Model], name: str, value: Any) -> Any:
    """Changes are kept as JSON; the column knows what its text means."""
    field: Any = model._meta.get_field(name)
    return field.to_python(value)


def _set(line: ContractLine, name: str, value: str) -> None:
    new = _read(ContractLine, name, value)
    if name == "premium" and line.provisional_on is None:
        # An agreed provisional price moves with its premium; one from a quote is struck anew.
        line.provisional_price += new - line.premium
    setattr(line, name, new)


def _with_terms(
    contract: Contract, terms: list[PaymentTerm], bodies: list[dict[str, Any]]
) -> list[PaymentTerm]:
    """Rows keep their place and key, because instalments already due hang on them."""
    found = list(terms)
    for index, body in enumerate(bodies):
        if index == len(found):
            found.append(PaymentTerm(contract=contract, seq=index + 1))
        for name in TERM_FIELDS:
            setattr(found[index], name, _read(PaymentTerm, name, body[name]))
    return found


def _require_done(line: ContractLine) -> None:
    ceiling = queries.delivery_band(line).max
    if ceiling < max(line.quantity_priced, line.quantity_shipped):
        raise BelowDone(
            line=line.seq,
            ceiling=f"{ceiling:f}",
            priced=line.quantity_priced,
            shipped=line.quantity_shipped,
        )


def _adjust_credit(contract: Contract, *, before: Decimal, actor: Actor, on: date) -> None:
    more = queries.credit_part(contract) - before
    if more > 0:
        credit.commit(
            contract.party_id,
            actor=actor,
            amount=more,
            kind=CreditEntry.Kind.CONTRACT,
            document=CODE,
            document_id=contract.pk,
            on=on,
            note=contract.no,
        )
    elif more < 0:
        credit.restore(CODE, contract.pk, actor=actor, at=moment(on), up_to=-more)
