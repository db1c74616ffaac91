"""What people and later papers do with credit."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Duplicate, Refusal
from backend.core.events import log
from backend.core.party.models import Party
from backend.crm.credit import calc, queries
from backend.crm.credit.models import CreditAccount, CreditEntry

log.declare("crm.credit.opened", "crm.credit.set", "crm.credit.committed", "crm.credit.restored")

ZERO = Decimal("0.00")


class OverLimit(Refusal):
    """A use of credit would pass the customer's limit."""

    sentence = _(
        "超出信用额度：额度 {limit}，已用 {exposure}，本次 {amount}，可用 {room}。"
        "请先收款，或由授权人员调整额度。"
    )


class AlreadyOpen(Duplicate):
    """The customer has a credit account."""

    sentence = _("该客户已有信用账户，请直接调整额度。")


documents.explains("crm_creditaccount_party_id", AlreadyOpen())


@documents.verb
def create(
    *,
    actor: Actor,
    id: UUID | None,
    party_id: UUID,
    limit: Decimal,
    valid_until: date | None,
    reason: str,
) -> CreditAccount:
    """This will open a customer's credit account."""
    documents.refer(Party, party_id, actor=actor, field="party_id")
    account = CreditAccount(party_id=party_id, limit=limit, valid_until=valid_until)
    if id is not None:
        account.id = id
    return documents.add(
        account,
        actor=actor,
        event="crm.credit.opened",
        permission="crm.create_credit",
        reason=reason,
    )


@documents.verb
def set_limit(
    credit_id: UUID, *, actor: Actor, limit: Decimal, valid_until: date | None, reason: str
) -> CreditAccount:
    """This will set a customer's limit and its last day; a limit below the exposure stops more."""
    account = documents.lock(CreditAccount, credit_id, actor=actor, permission="crm.set_credit")
    account.limit, account.valid_until = limit, valid_until
    return documents.save(account, actor=actor, event="crm.credit.set", reason=reason)


@documents.verb
def commit(
    party_id: UUID,
    *,
    actor: Actor,
    amount: Decimal,
    kind: str,
    document: str,
    document_id: UUID,
    on: date,
    note: str = "",
) -> CreditEntry | None:
    """This will count an amount against a customer's limit under the account's lock.

    A negative amount gives credit back. Raises OverLimit with the figures when it does not fit;
    without an account nothing fits. Called by papers whose own verb was allowed.
    """
    if amount == 0:
        return None
    account = account_for_update(party_id)
    if account is None:
        if amount < 0:
            return None
        raise _over(limit=ZERO, exposure=ZERO, amount=amount)
    limit = calc.usable(account.limit, valid_until=account.valid_until, on=on)
    if not calc.fits(account.exposure, amount=amount, limit=limit):
        raise _over(limit=limit, exposure=account.exposure, amount=amount)
    return _write(
        account,
        actor=actor,
        event="crm.credit.committed",
        amount=amount,
        kind=kind,
        document=document,
        document_id=document_id,
        at=timezone.make_aware(datetime.combine(on, time.min)),
        note=note,
    )


@documents.verb
def restore(
    document: str,
    document_id: UUID,
    *,
    actor: Actor,
    at: datetime,
    up_to: Decimal | None = None,
) -> Decimal:
    """This will give back what a paper holds, all of it or at most `up_to`; it returns how much.

    The account's lock is taken before the sum is read, so two cannot give the same back.
    """
    first = CreditEntry.objects.filter(document=document, document_id=document_id).first()
    if first is None:
        return ZERO
    account = CreditAccount.objects.select_for_update(no_key=True).get(pk=first.account_id)
    held = queries.used_by(document, document_id)
    amount = held if up_to is None else min(held, up_to)
    if amount <= 0:
        return ZERO
    _write(
        account,
        actor=actor,
        event="crm.credit.restored",
        amount=-amount,
        kind=CreditEntry.Kind.RETURN,
        document=document,
        document_id=document_id,
        at=at,
        note="",
    )
    return amount


def account_for_update(party_id: UUID) -> CreditAccount | None:
    """This will lock a customer's account until the transaction ends."""
    return CreditAccount.objects.select_for_update(no_key=True).filter(party_id=party_id).first()


def _write(
    account: CreditAccount, *, actor: Actor, event: str, amount: Decimal, **facts: Any
) -> CreditEntry:
    documents.remember(account)
    entry = CreditEntry.objects.create(account=account, amount=amount, **facts)
    account.exposure += amount
    documents.save(
        account,
        actor=actor,
        event=event,
        payload={
            "amount": amount,
            "kind": facts["kind"],
            "document": facts["document"],
            "document_id": facts["document_id"],
        },
    )
    return entry


def _over(*, limit: Decimal, exposure: Decimal, amount: Decimal) -> OverLimit:
    return OverLimit(
        limit=limit, exposure=exposure, amount=amount, room=max(limit - exposure, ZERO)
    )
