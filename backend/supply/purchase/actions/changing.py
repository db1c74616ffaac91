"""Changing what went out: one side proposes, the other agrees, then it is written in."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Malformed, Refusal
from backend.core.events import log
from backend.supply.purchase.actions import exposure
from backend.supply.purchase.actions.draft import needs_of, note_needs
from backend.supply.purchase.actions.progress import lock, settle_down
from backend.supply.purchase.actions.review import require_supplier
from backend.supply.purchase.actions.trying import differences, try_on
from backend.supply.purchase.models import Purchase, PurchaseChange, PurchaseLine

log.declare(
    "supply.purchase.change_proposed",
    "supply.purchase.amended",
    "supply.purchase.change_dropped",
    "supply.purchase_change.proposed",
    "supply.purchase_change.agreed",
    "supply.purchase_change.applied",
    "supply.purchase_change.declined",
    "supply.purchase_change.withdrawn",
)

SELLER = PurchaseLine.Side.SELLER


class NoChange(Malformed):
    """A proposal that changes nothing."""

    sentence = _("变更内容与原合同相同，没有可变更的条款。")


class OwnProposal(Refusal):
    """Nobody agrees with himself."""

    sentence = _("变更由本方提出，须由对方同意。")


@documents.verb
def propose(
    purchase_id: UUID,
    *,
    actor: Actor,
    on: date,
    reason: str,
    proposed_by: str,
    delivery_until: date | None,
    lines: Sequence[Any],
    terms: Sequence[Any],
) -> Purchase:
    """This will put a change before the other side, each term as path, old and new value.

    A supplier's own log-in always speaks for the supplier. Raises NoChange when there is none.
    """
    purchase = documents.lock(
        Purchase, purchase_id, actor=actor, permission="supply.propose_purchase"
    )
    purchase.propose()
    changes = differences(purchase, delivery_until=delivery_until, lines=lines, terms=terms)
    if not changes:
        raise NoChange
    seq = purchase.order_changes.count() + 1
    change = PurchaseChange(
        purchase=purchase,
        party_id=purchase.party_id,
        owner_id=purchase.owner_id,
        unit_id=purchase.unit_id,
        seq=seq,
        no=f"{purchase.no}-B{seq}",
        proposed_by=SELLER if actor.party_id else proposed_by,
        made_on=on,
        reason=reason,
        changes=changes,
    )
    documents.add(change, actor=actor, event="supply.purchase_change.proposed", reason=reason)
    payload = {"change_id": change.pk, "proposed_by": change.proposed_by}
    return documents.save(
        purchase,
        actor=actor,
        event="supply.purchase.change_proposed",
        reason=reason,
        payload=payload,
    )


@documents.verb
def agree(change_id: UUID, *, actor: Actor, on: date, by: str) -> PurchaseChange:
    """This will record that the side that did not propose a change consents, and who said so."""
    change, purchase = _locked(change_id, actor, "agree")
    change.agree()
    _require_other_side(change, actor)
    change.agreed_on, change.agreed_by = on, by or actor.label[:64]
    try_on(purchase, change)
    return documents.save(change, actor=actor, event="supply.purchase_change.agreed")


@documents.verb
def apply(change_id: UUID, *, actor: Actor, on: date) -> PurchaseChange:
    """This will write an agreed change into its purchase at once: text, sums, needs, position.

    Raises BelowReceived for less than is done.
    """
    change, purchase = _locked(change_id, actor, "apply")
    change.apply()
    change.applied_on = on
    before = list(purchase.lines.all())
    tonnes = sum((line.quantity for line in before), Decimal(0))
    rows = try_on(purchase, change)
    for line in rows.lines:
        line.save()
    for term in rows.terms:
        term.save()
    purchase.text_version += 1
    purchase.acknowledged_on = purchase.acknowledged_on or change.agreed_on
    settle_down(purchase)
    if sum((line.quantity for line in rows.lines), Decimal(0)) > tonnes:
        require_supplier(purchase, on=on)
    note_needs(needs_of(before), needs_of(rows.lines), actor=actor, no=purchase.no)
    exposure.restate(purchase, actor=actor, on=on)
    documents.save(
        purchase,
        actor=actor,
        event="supply.purchase.amended",
        payload={"change": change.no, "change_id": change.pk, "on": on},
        reason=change.reason,
    )
    return documents.save(change, actor=actor, event="supply.purchase_change.applied")


@documents.verb
def decline(change_id: UUID, *, actor: Actor, reason: str) -> PurchaseChange:
    """This will record that the other side refuses; the purchase stays as it was."""
    change, purchase = _locked(change_id, actor, "decline")
    change.decline()
    _require_other_side(change, actor)
    return _dropped(change, purchase, actor=actor, reason=reason, word="declined")


@documents.verb
def withdraw(change_id: UUID, *, actor: Actor, reason: str) -> PurchaseChange:
    """This will drop a change; the purchase stays as it was."""
    change, purchase = _locked(change_id, actor, "withdraw")
    change.withdraw()
    if actor.party_id and change.proposed_by != SELLER:
        raise OwnProposal(_("变更由买方提出，只能由买方撤回；如不同意请拒绝。"))
    return _dropped(change, purchase, actor=actor, reason=reason, word="withdrawn")


def _dropped(
    change: PurchaseChange, purchase: Purchase, *, actor: Actor, reason: str, word: str
) -> PurchaseChange:
    settle_down(purchase)
    documents.save(purchase, actor=actor, event="supply.purchase.change_dropped", reason=reason)
    event = f"supply.purchase_change.{word}"
    return documents.save(change, actor=actor, event=event, reason=reason)


def _require_other_side(change: PurchaseChange, actor: Actor) -> None:
    """The house may write down what a supplier said; a supplier speaks for itself only."""
    if actor.party_id and change.proposed_by == SELLER:
        raise OwnProposal


def _locked(change_id: UUID, actor: Actor, verb: str) -> tuple[PurchaseChange, Purchase]:
    """Lock the purchase first, as every verb does, then the change."""
    purchase = lock(documents.get(PurchaseChange, change_id, actor=actor).purchase_id)
    permission = f"supply.{verb}_purchase_change"
    return documents.lock(PurchaseChange, change_id, actor=actor, permission=permission), purchase
