"""What happened with the first customers: talks, offers, contracts, money, and every event."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from backend.core import search
from backend.core.events.models import Event
from backend.crm.activity.models import FollowUp
from backend.crm.contract.models import Contract, PaymentTerm
from backend.crm.customer.models import Contact
from backend.crm.pool.models import OwnershipEvent
from backend.crm.quote.models import Quote
from backend.crm.receivable.models import PlanLine, Receipt
from backend.crm.task.models import Task
from bench.copying import bare, copy
from bench.load.customers import owners
from bench.load.rows import born, customer_key, key, party_key, seller_id
from bench.sizes import SIZES

DEEP = {
    "contacts": 3,
    "follow_ups": 40,
    "quotes": 6,
    "contracts": 4,
    "receipts": 6,
    "tasks": 8,
    "owners": 2,
    "events": 60,
}
"""How many rows of each a customer with a history has; sales it has five, plan lines twelve."""
PAPERS = (
    ("crm.followup.created", "crm.followup", 21, 0, 3),
    ("crm.quote.sent", "crm.quote", 22, 0, 10),
    ("crm.contract.signed", "crm.contract", 23, 30, 10),
    ("crm.receipt.allocated", "crm.receipt", 25, 40, 1),
)
"""Events beside those of the customer: of which paper, its kind of id, its day and its step."""
TERMS = (("0.15", "signing"), ("0.80", "before_release"), (None, "final_settlement"))


class Past:
    """A customer with a history, and what every paper of it has in common."""

    def __init__(self, index: int, people: list[tuple[int, UUID]]) -> None:
        self.index = index
        self.party_id = party_key(index)
        self.owner, self.unit = people[index % len(people)]

    def head(self, kind: int, seq: int, *, days: int) -> dict[str, Any]:
        """This will give the columns of a document written so many days after it came."""
        at = born(self.index) + timedelta(days=days, minutes=seq)
        return {
            "id": key(kind, self.index * 64 + seq, at),
            "owner_id": self.owner,
            "unit_id": self.unit,
            "created_at": at,
            "updated_at": at,
        }


def fill() -> None:
    """This will write the papers of the customers that have a history, and all events."""
    people = owners()
    pasts = [Past(index, people) for index in range(SIZES.deep)]
    copy(Contact, _each(pasts, "contacts", _contact))
    copy(FollowUp, _each(pasts, "follow_ups", _follow_up))
    copy(Quote, _each(pasts, "quotes", _quote))
    copy(Contract, _each(pasts, "contracts", _contract))
    copy(PaymentTerm, _each(pasts, "contracts", _terms))
    copy(PlanLine, _each(pasts, "contracts", _plan))
    copy(Receipt, _each(pasts, "receipts", _receipt))
    copy(Task, _each(pasts, "tasks", _task))
    copy(OwnershipEvent, _each(pasts, "owners", _ownership))
    with bare(Event):
        copy(Event, _arrivals(people))
        copy(Event, _each(pasts, "events", _event))


def _each(pasts: list[Past], name: str, make: Any) -> Iterator[dict[str, Any]]:
    for past in pasts:
        for seq in range(DEEP[name]):
            made = make(past, seq)
            yield from made if isinstance(made, list) else [made]


def _contact(past: Past, seq: int) -> dict[str, Any]:
    phone = f"139{past.index:06d}{seq:02d}"
    return past.head(20, seq, days=seq) | {
        "customer_id": customer_key(past.index),
        "name": f"联系人{seq}",
        "title": "采购经理",
        "phone": phone,
        **search.keys([f"联系人{seq}"], [phone]),
    }


def _follow_up(past: Past, seq: int) -> dict[str, Any]:
    head = past.head(21, seq, days=seq * 3)
    return head | {
        "document": "crm.customer",
        "document_id": customer_key(past.index),
        "party_id": past.party_id,
        "kind": ("call", "visit", "wechat")[seq % 3],
        "at": head["created_at"],
        "content": "客户询问本月阴极铜升贴水，约定下周看样。",
        "result": "继续跟进",
        "next_action": "寄样",
        "next_on": (head["created_at"] + timedelta(days=7)).date(),
        "next_done_on": (head["created_at"] + timedelta(days=6)).date(),
    }


def _quote(past: Past, seq: int) -> dict[str, Any]:
    head = past.head(22, seq, days=seq * 10)
    no = f"BJ-2024-{past.index * 8 + seq:06d}"
    day = head["created_at"].date()
    return head | {
        "no": no,
        "series": no,
        "party_id": past.party_id,
        "seller_id": seller_id(),
        "state": ("sent", "expired", "expired")[seq % 3],
        "made_on": day,
        "valid_until": day + timedelta(days=7),
        "amount_estimated": Decimal("1000000.00"),
        "sent_on": day,
        **search.keys([no], []),
    }


def _contract(past: Past, seq: int) -> dict[str, Any]:
    head = past.head(23, seq, days=30 + seq * 10)
    day = head["created_at"].date()
    no = f"HT-2024-{past.index * 8 + seq:06d}"
    return head | {
        "no": no,
        "party_id": past.party_id,
        "seller_id": seller_id(),
        "state": "effective",
        "made_on": day,
        "signed_on": day,
        "amount_estimated": Decimal("1000000.00"),
        **search.keys([no], []),
    }


def _terms(past: Past, seq: int) -> list[dict[str, Any]]:
    contract = _contract(past, seq)["id"]
    return [
        {
            "id": UUID(int=contract.int ^ (place << 44)),
            "contract_id": contract,
            "seq": place,
            "portion": "percent" if percent else "rest",
            "percent": Decimal(percent) if percent else None,
            "trigger": trigger,
        }
        for place, (percent, trigger) in enumerate(TERMS, 1)
    ]


def _plan(past: Past, seq: int) -> list[dict[str, Any]]:
    contract = _contract(past, seq)
    return [
        _instalment(past, contract, term, seq * 3 + n) for n, term in enumerate(_terms(past, seq))
    ]


def _instalment(
    past: Past, contract: dict[str, Any], term: dict[str, Any], place: int
) -> dict[str, Any]:
    head = past.head(24, place, days=30 + place)
    day = head["created_at"].date()
    amount = Decimal("1000000.00") * (term["percent"] or Decimal("0.05"))
    is_due, is_paid = place % 3 != 2, place % 3 == 0
    return head | {
        "no": f"{contract['no']}-{place % 3 + 1}",
        "contract_id": contract["id"],
        "term_id": term["id"],
        "party_id": past.party_id,
        "state": "settled" if is_paid else "active" if is_due else "not_triggered",
        "amount": amount,
        "paid": amount if is_paid else Decimal(0),
        "open": Decimal(0) if is_paid else amount,
        "triggered_on": day if is_due else None,
        "due_on": day + timedelta(days=30) if is_due else None,
    }


def _receipt(past: Past, seq: int) -> dict[str, Any]:
    head = past.head(25, seq, days=40 + seq)
    return head | {
        "no": f"HK-2024-{past.index * 8 + seq:06d}",
        "party_id": past.party_id,
        "state": "partially_allocated",
        "received_on": head["created_at"].date(),
        "amount": Decimal("200000.00"),
        "allocated": Decimal("150000.00"),
        "payer_name": "本公司",
        "bank_reference": f"B{past.index:06d}{seq:02d}",
    }


def _task(past: Past, seq: int) -> dict[str, Any]:
    head = past.head(26, seq, days=seq * 5)
    is_done = seq % 2 == 0
    return head | {
        "title": "每周跟进",
        "kind": "call",
        "state": "done" if is_done else "open",
        "due_at": head["created_at"] + timedelta(days=7),
        "document": "crm.customer",
        "document_id": customer_key(past.index),
        "party_id": past.party_id,
        "done_at": head["created_at"] if is_done else None,
        "done_by_id": past.owner if is_done else None,
    }


def _ownership(past: Past, seq: int) -> dict[str, Any]:
    head = past.head(27, seq, days=seq)
    return {
        "id": head["id"],
        "customer_id": customer_key(past.index),
        "kind": "create" if seq == 0 else "assign",
        "to_user_id": past.owner,
        "to_unit_id": past.unit,
        "created_at": head["created_at"],
    }


def _arrivals(people: list[tuple[int, UUID]]) -> Iterator[dict[str, Any]]:
    """Every customer of the table was once put on file."""
    for index in range(SIZES.customers):
        paper = ("crm.customer", customer_key(index), party_key(index))
        yield _told("crm.customer.created", *paper, born(index), people[index % len(people)][0])


def _event(past: Past, seq: int) -> dict[str, Any]:
    at = born(past.index) + timedelta(days=seq)
    turn, place = divmod(seq, len(PAPERS) + 1)
    if place == len(PAPERS):
        paper = ("crm.customer", customer_key(past.index))
        return _told("crm.customer.changed", *paper, past.party_id, at, past.owner)
    name, document, kind, first, step = PAPERS[place]
    turn %= DEEP["contracts"]
    row = past.head(kind, turn, days=first + turn * step)["id"]
    return _told(name, document, row, past.party_id, at, past.owner)


def _told(
    name: str, document: str, paper: UUID, party: UUID, at: datetime, actor: int
) -> dict[str, Any]:
    return {
        "at": at,
        "name": name,
        "document": document,
        "document_id": paper,
        "document_version": 1,
        "party_id": party,
        "actor_id": actor,
        "actor_label": "业务员",
        "source": "api",
        "changes": {"note": ["", "改"], "version": [1, 2]},
    }
