"""From draft to the supplier's word: approved by somebody, sent, acknowledged."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Refusal
from backend.core.events import log
from backend.supply.purchase.actions import exposure
from backend.supply.purchase.actions import lines as rules
from backend.supply.purchase.actions.progress import measure
from backend.supply.purchase.models import Purchase
from backend.supply.supplier import queries as suppliers

log.declare(
    "supply.purchase.submitted",
    "supply.purchase.returned",
    "supply.purchase.approved",
    "supply.purchase.sent",
    "supply.purchase.acknowledged",
)


class NothingBought(Refusal):
    """A purchase without lines orders nothing."""

    sentence = _("采购合同没有明细，不能提交。")


@documents.verb
def submit(purchase_id: UUID, *, actor: Actor) -> Purchase:
    """This will hand a draft to its approver once its instalments share out the whole."""
    purchase = _lock(purchase_id, actor, "submit")
    purchase.submit()
    if not purchase.lines.exists():
        raise NothingBought
    rules.require_sum(list(purchase.terms.all()), total=purchase.amount_estimated)
    return documents.save(purchase, actor=actor, event="supply.purchase.submitted")


@documents.verb
def return_to_draft(purchase_id: UUID, *, actor: Actor, reason: str) -> Purchase:
    """This will send a purchase back to be changed, saying why."""
    purchase = _lock(purchase_id, actor, "return_to_draft")
    purchase.return_to_draft()
    return documents.save(purchase, actor=actor, event="supply.purchase.returned", reason=reason)


@documents.verb
def approve(purchase_id: UUID, *, actor: Actor, on: date) -> Purchase:
    """This will let a purchase go out."""
    purchase = _lock(purchase_id, actor, "approve")
    purchase.approve()
    purchase.approved_on = on
    return documents.save(purchase, actor=actor, event="supply.purchase.approved")


@documents.verb
def send(purchase_id: UUID, *, actor: Actor, on: date, via: str) -> Purchase:
    """This will put a purchase before its supplier, who must be fit for every category of it.

    A fixed price begins to count in our position. Raises NotQualified, CertificateExpired,
    ScoreBlocked or LimitBlocked.
    """
    purchase = _lock(purchase_id, actor, "send")
    purchase.send()
    purchase.sent_on, purchase.sent_via = on, via
    purchase.shown_to_id = purchase.party_id
    require_supplier(purchase, on=on)
    exposure.restate(purchase, actor=actor, on=on)
    measure(purchase)
    return documents.save(purchase, actor=actor, event="supply.purchase.sent", payload={"on": on})


@documents.verb
def acknowledge(purchase_id: UUID, *, actor: Actor, on: date, by: str, their_no: str) -> Purchase:
    """This will record that the supplier accepts a purchase as it was sent."""
    purchase = _lock(purchase_id, actor, "acknowledge")
    purchase.acknowledge()
    purchase.acknowledged_on = on
    purchase.acknowledged_by = by or actor.label[:64]
    purchase.their_no = their_no or purchase.their_no
    return documents.save(
        purchase, actor=actor, event="supply.purchase.acknowledged", payload={"on": on}
    )


def require_supplier(purchase: Purchase, *, on: date) -> None:
    """This will raise what stands against ordering any category of a purchase on a day."""
    tonnes: dict[str, Decimal] = defaultdict(Decimal)
    for line in purchase.lines.select_related("product").order_by("seq"):
        tonnes[line.product.category] += line.quantity
    for category, quantity in tonnes.items():
        purchase.supplier = suppliers.require(
            purchase.party_id, category=category, on=on, purpose="order", quantity=quantity
        )


def _lock(purchase_id: UUID, actor: Actor, verb: str) -> Purchase:
    return documents.lock(Purchase, purchase_id, actor=actor, permission=f"supply.{verb}_purchase")
