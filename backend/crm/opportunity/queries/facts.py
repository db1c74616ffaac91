"""The facts a stage may ask about; later papers add theirs.

    @fact("has_quote", _("报价单"), Kind.FLAG)
    def has_quote(opportunity: Opportunity, on: date, argument: str) -> bool: ...

A fact is read on the day of the move. `argument` says what narrows it: nothing, a number of
`days`, or a `file` kind.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from backend.core.files.models import Attachment
from backend.crm.customer.models import Contact
from backend.crm.opportunity.calc import Kind
from backend.crm.opportunity.models import Opportunity

Read = Callable[[Opportunity, date, str], Any]
DOCUMENT = "crm.opportunity"


@dataclass(frozen=True)
class Fact:
    """Something that can be known of an opportunity, its kind and how it is read."""

    name: str
    label: StrOrPromise
    kind: Kind
    read: Read
    argument: str = ""


FACTS: dict[str, Fact] = {}


def fact(
    name: str, label: StrOrPromise, kind: Kind, *, argument: str = ""
) -> Callable[[Read], Read]:
    """This will make a fact known to the gates; one name has one meaning."""

    def register(read: Read) -> Read:
        known = FACTS.get(name)
        if known is not None and known.read.__qualname__ != read.__qualname__:
            raise ValueError(f"the fact {name} is registered twice")
        FACTS[name] = Fact(name, label, kind, read, argument)
        return read

    return register


def _column(name: str, label: StrOrPromise, kind: Kind) -> None:
    FACTS[name] = Fact(name, label, kind, lambda row, on, argument: getattr(row, name))


for _name, _label, _kind in (
    ("amount", _("预计金额"), Kind.NUMBER),
    ("amount_cny", _("预计金额（人民币）"), Kind.NUMBER),
    ("probability", _("赢率"), Kind.NUMBER),
    ("currency", _("币种"), Kind.TEXT),
    ("business", _("业务类型"), Kind.TEXT),
    ("source", _("来源"), Kind.TEXT),
    ("forecast", _("预测类别"), Kind.TEXT),
    ("content", _("需求"), Kind.TEXT),
    ("competitors", _("竞争对手"), Kind.TEXT),
    ("expected_close_on", _("预计成交日"), Kind.DAY),
):
    _column(_name, _label, _kind)


@fact("has_lead", _("来源线索"), Kind.FLAG)
def has_lead(opportunity: Opportunity, on: date, argument: str) -> bool:
    """This will tell whether it came from a lead."""
    return opportunity.lead_id is not None


@fact("has_contact", _("客户联系人"), Kind.FLAG)
def has_contact(opportunity: Opportunity, on: date, argument: str) -> bool:
    """This will tell whether a person at the customer is known."""
    return Contact.objects.filter(customer__party_id=opportunity.party_id).exists()


@fact("items", _("商机明细行数"), Kind.NUMBER)
def items(opportunity: Opportunity, on: date, argument: str) -> Decimal:
    """This will count what the customer may buy."""
    return Decimal(opportunity.items.count())


@fact("quantity", _("明细总数量"), Kind.NUMBER)
def quantity(opportunity: Opportunity, on: date, argument: str) -> Decimal:
    """This will add up the quantities of the items."""
    return sum((row.quantity for row in opportunity.items.all()), Decimal(0))


@fact("rivals", _("已登记的竞争对手"), Kind.NUMBER)
def rivals(opportunity: Opportunity, on: date, argument: str) -> Decimal:
    """This will count the competitors on file."""
    return Decimal(opportunity.rivals.count())


@fact("files", _("附件"), Kind.NUMBER, argument="file")
def files(opportunity: Opportunity, on: date, argument: str) -> Decimal:
    """This will count the files of a kind."""
    rows = Attachment.objects.filter(document=DOCUMENT, document_id=opportunity.pk)
    return Decimal(rows.filter(kind=argument).count() if argument else rows.count())


@fact("days_in_stage", _("在本阶段天数"), Kind.NUMBER)
def days_in_stage(opportunity: Opportunity, on: date, argument: str) -> Decimal:
    """This will count the days since it entered its stage."""
    return Decimal((on - timezone.localdate(opportunity.stage_since)).days)


@fact("days_to_close", _("距预计成交天数"), Kind.NUMBER)
def days_to_close(opportunity: Opportunity, on: date, argument: str) -> Decimal:
    """This will count the days until it is expected to close."""
    return Decimal((opportunity.expected_close_on - on).days)


@fact("days_since_contact", _("距最近联系天数"), Kind.NUMBER)
def days_since_contact(opportunity: Opportunity, on: date, argument: str) -> Decimal | None:
    """This will count the days since somebody last spoke with the customer about it."""
    last = opportunity.last_contact_at
    return None if last is None else Decimal((on - timezone.localdate(last)).days)
