"""The account we pay a supplier to changes by two people, never by one."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core import context
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Duplicate, Malformed, Refusal
from backend.core.events import log
from backend.core.numbering import actions as numbering
from backend.core.party import actions as parties
from backend.core.party.models import Party, PartyBank
from backend.supply.supplier.models import BankChange, Supplier

log.declare(
    "supply.bank_change.requested",
    "supply.bank_change.confirmed",
    "supply.bank_change.rejected",
    "supply.bank_change.withdrawn",
)


class SamePerson(Refusal):
    """Whoever asks for a change may not decide on it."""

    sentence = _("申请人不能复核自己提出的账户变更，请由另一位有权限的同事复核。")


class NotOurPhone(Malformed):
    """A call to a number out of the letter itself proves nothing."""

    sentence = _("回拨号码必须是往来单位或供应商联系人档案中已有的电话，不能使用来函上的号码。")


class AccountOnFile(Malformed):
    """The new account is known already."""

    sentence = _("该账号已在该单位档案中。")


class AccountGone(Refusal):
    """The old account is no longer on file."""

    sentence = _("原账户已不在该单位档案中，请驳回后重新申请。")


class WhichAccount(Malformed):
    """What is to change must be said."""

    sentence = _("更换或停用账户须选择原账户；新增或更换须填写开户行和账号。")


class OneAtATime(Duplicate):
    """A change waits already."""

    sentence = _("该供应商已有一份待复核的账户变更，请先复核或撤回。")


class TwoPeople(Refusal):
    """Accounts of suppliers are not edited in the party."""

    sentence = _("供应商的收款账户须通过“账户变更”由两人办理，不能在往来单位中直接修改。")


documents.explains("supply_bankchange_one_at_a_time", OneAtATime())
documents.explains("supply_bankchange_two_people", SamePerson())


@parties.guards_accounts
def two_people(party: Party) -> None:
    """This will refuse that one person edits the accounts of a party we pay as a supplier."""
    if Supplier.objects.filter(party=party).exists():
        raise TwoPeople


def _lock(change_id: UUID, actor: Actor, verb: str) -> BankChange:
    permission = f"supply.{verb}_bank_change"
    return documents.lock(BankChange, change_id, actor=actor, permission=permission)


@documents.verb
def request(
    *,
    actor: Actor,
    id: UUID | None,
    supplier_id: UUID,
    kind: str,
    bank_id: UUID | None,
    bank: str,
    account: str,
    called_at: datetime,
    called_phone: str,
    **record: Any,
) -> BankChange:
    """This will ask for a change of account, with the record of the call back that proved it."""
    supplier = documents.refer(Supplier, supplier_id, actor=actor, field="supplier_id")
    assert supplier is not None
    if called_at > context.now():
        raise Malformed(errors={"called_at": _("回拨时间不能晚于现在。")})
    old = _old(supplier, kind, bank_id)
    if kind == BankChange.Kind.REMOVE:
        bank = account = ""
    else:
        _check_new(supplier, bank, account)
    if _digits(called_phone) not in _phones(supplier):
        raise NotOurPhone(errors={"called_phone": NotOurPhone.sentence})
    change = BankChange(
        supplier=supplier,
        owner_id=supplier.owner_id,
        unit_id=supplier.unit_id,
        no=numbering.next_number("ZHBG", on=called_at.date()),
        kind=kind,
        bank=bank,
        account=account,
        old_account="" if old is None else old.account,
        called_at=called_at,
        called_phone=called_phone,
        **record,
    )
    if id is not None:
        change.id = id
    change.is_elsewhere = (
        account != ""
        and PartyBank.objects.filter(account=account).exclude(party=supplier.party).exists()
    )
    return documents.add(change, actor=actor, event="supply.bank_change.requested")


def _old(supplier: Supplier, kind: str, bank_id: UUID | None) -> PartyBank | None:
    if kind == BankChange.Kind.ADD:
        return None
    rows = PartyBank.objects.filter(party=supplier.party)
    found = None if bank_id is None else rows.filter(pk=bank_id).first()
    if found is None:
        raise WhichAccount(errors={"bank_id": WhichAccount.sentence})
    return found


def _check_new(supplier: Supplier, bank: str, account: str) -> None:
    if not bank or not account:
        raise WhichAccount(errors={"account": WhichAccount.sentence})
    if PartyBank.objects.filter(party=supplier.party, account=account).exists():
        raise AccountOnFile(errors={"account": AccountOnFile.sentence})


def _phones(supplier: Supplier) -> set[str]:
    party = supplier.party
    known = [party.phone, *party.phones.values_list("number", flat=True)]
    known += supplier.contacts.values_list("phone", flat=True)
    return {_digits(text) for text in known if _digits(text)}


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())


@documents.verb
def confirm(change_id: UUID, *, actor: Actor, note: str) -> BankChange:
    """This will write the account into the party's file, by somebody who did not ask for it.

    Raises SamePerson, and AccountGone when the old account went meanwhile.
    """
    change = _lock(change_id, actor, "confirm")
    _other_person(change, actor)
    change.confirm()
    _decided(change, actor, note)
    _write(change, actor)
    return documents.save(change, actor=actor, event="supply.bank_change.confirmed")


@documents.verb
def reject(change_id: UUID, *, actor: Actor, reason: str) -> BankChange:
    """This will leave the account as it is, by somebody who did not ask for the change."""
    change = _lock(change_id, actor, "confirm")
    _other_person(change, actor)
    change.reject()
    _decided(change, actor, reason)
    return documents.save(change, actor=actor, event="supply.bank_change.rejected", reason=reason)


@documents.verb
def withdraw(change_id: UUID, *, actor: Actor, reason: str) -> BankChange:
    """This will take the request back."""
    change = _lock(change_id, actor, "withdraw")
    change.withdraw()
    return documents.save(change, actor=actor, event="supply.bank_change.withdrawn", reason=reason)


def _other_person(change: BankChange, actor: Actor) -> None:
    if actor.user_id is None or actor.user_id == change.created_by_id:
        raise SamePerson


def _decided(change: BankChange, actor: Actor, note: str) -> None:
    change.decided_by_id, change.decided_at = actor.user_id, context.now()
    change.decision_note = note


def _write(change: BankChange, actor: Actor) -> None:
    party = Party.objects.select_for_update(no_key=True).get(pk=change.supplier.party_id)
    documents.remember(party)
    if change.old_account:
        gone, _rows = PartyBank.objects.filter(party=party, account=change.old_account).delete()
        if not gone:
            raise AccountGone
    if change.account:
        PartyBank.objects.create(party=party, bank=change.bank, account=change.account)
    parties.sync(party)
    documents.save(
        party, actor=actor, event="core.party.changed", payload={"bank_change": change.no}
    )
