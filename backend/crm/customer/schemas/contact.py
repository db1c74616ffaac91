"""A person of a customer as machines see them."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from backend.core import overview, types
from backend.core.access import policy
from backend.core.http.doors import Filters
from backend.core.registry import ALWAYS, Resource, Verb, declare
from backend.crm.customer import actions
from backend.crm.customer.models import Contact


class ContactBody(types.In):
    """A person of a customer."""

    name: types.text(64, minimum=1)
    title: types.text(64) = ""
    role: types.one_of(Contact.Role) = Contact.Role.BUYER.value
    phone: types.text(32) = ""
    phone_is_verified: types.Flag = False
    email: types.text(128) = ""
    is_notice_person: types.Flag = False
    note: types.text(500) = ""


class ContactIn(ContactBody):
    """What is needed to put a person of a customer on file."""

    id: types.Id | None = None
    customer_id: types.Id


class ContactPatch(types.In):
    """The facts of a person that may be corrected; absent fields stay."""

    name: types.text(64, minimum=1) = ""
    title: types.text(64) = ""
    role: types.one_of(Contact.Role) = Contact.Role.BUYER.value
    phone: types.text(32) = ""
    phone_is_verified: types.Flag = False
    email: types.text(128) = ""
    is_notice_person: types.Flag = False
    note: types.text(500) = ""


class OnDay(types.In):
    """A verb that happens on a day."""

    on: types.Day


class ContactRow(types.Out):
    """A person in a list."""

    id: UUID
    customer_id: UUID
    party_id: UUID
    customer_name: str
    name: str
    title: str
    role: str
    phone: str | None
    phone_is_verified: bool
    email: str | None
    is_notice_person: bool
    left_on: date | None
    version: int
    created_at: types.Moment


class ContactOut(ContactRow):
    """A person in full."""

    note: str
    updated_at: types.Moment

    @staticmethod
    def resolve_customer_name(contact: Any) -> str:
        """This will name the company."""
        return str(contact.customer.party.name)


class ContactFilters(Filters):
    """What people can be filtered by."""

    customer_id: types.Id | None = None
    party_id: types.Id | None = None
    role: types.one_of(Contact.Role) | None = None
    is_notice_person: types.Flag | None = None
    has_left: types.Flag | None = None


def _has_left(left: bool) -> Q:
    return Q(left_on__isnull=not left)


def load_contact(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail shows."""
    return rows.select_related("customer__party")


CONTACT = declare(
    Resource(
        model=Contact,
        room="crm",
        name="contact",
        plural="contacts",
        label=_("联系人"),
        out=ContactOut,
        row=ContactRow,
        create=Verb(actions.create_contact, _("新建"), ContactIn),
        change=Verb(actions.change_contact, _("修改"), ContactPatch),
        verbs={
            "leave": Verb(
                actions.leave,
                _("标记离职"),
                OnDay,
                states=ALWAYS,
                when=lambda contact: contact.left_on is None,
                permission="crm.change_contact",
            ),
            "come_back": Verb(
                actions.come_back,
                _("恢复在职"),
                states=ALWAYS,
                when=lambda contact: contact.left_on is not None,
                permission="crm.change_contact",
            ),
        },
        filters=ContactFilters,
        columns={"party_id": "customer__party_id", "customer_name": "customer__party__name"},
        filter_paths={"party_id": "customer__party_id", "has_left": _has_left},
        sensitive={"phone": policy.mask_phone, "email": policy.mask_all},
        search_private=("phone", "email"),
        load=load_contact,
        scope_path="customer__",
    )
)

overview.papers("contacts", CONTACT, path="customer__party_id", tab=overview.Tab.PEOPLE)
