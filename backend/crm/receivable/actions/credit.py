"""What a receipt gives back of the credit that its contract holds."""

from datetime import datetime
from decimal import Decimal

from backend.core import money
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.crm.credit import actions as credits
from backend.crm.credit.models import CreditEntry
from backend.crm.receivable import queries
from backend.crm.receivable.models import PlanLine

HOLDER = "crm.contract"


def give_back(line: PlanLine, amount: Decimal, *, actor: Actor, at: datetime) -> Decimal:
    """This will free credit that the contract holds, up to what was paid; it returns how much.

    What must be paid before goods leave was never lent, so paying it frees nothing.
    """
    if line.term.trigger in queries.BEFORE_GOODS:
        return money.ZERO
    return credits.restore(HOLDER, line.contract_id, actor=actor, at=at, up_to=amount)


def use_again(line: PlanLine, amount: Decimal, *, actor: Actor, at: datetime) -> None:
    """This will count freed credit against the customer again, even past the limit.

    That the money is gone is a fact and no new risk somebody may refuse; what would pass the
    limit is refused when the next contract or release asks.
    """
    if amount == 0:
        return
    account = credits.account_for_update(line.party_id)
    assert account is not None, "credit that was given back has an account"
    documents.remember(account)
    CreditEntry.objects.create(
        account=account,
        at=at,
        kind=CreditEntry.Kind.RECEIPT,
        amount=amount,
        document=HOLDER,
        document_id=line.contract_id,
        note=line.no,
    )
    account.exposure += amount
    facts = {"amount": amount, "document": HOLDER, "document_id": line.contract_id}
    documents.save(account, actor=actor, event="crm.credit.committed", payload=facts)
