"""Customers and their people as rows of a sheet."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.party import actions as parties
from backend.core.party.models import Party
from backend.core.spreadsheet import plans
from backend.core.spreadsheet.refer import Target
from backend.crm.customer import actions
from backend.crm.customer.actions import alike, bringing
from backend.crm.customer.models import Contact, Customer
from backend.crm.customer.schemas import CONTACT, CUSTOMER

PERSON = ("name", "title", "role", "phone", "email")
FIRST = "contacts.0."
CUSTOMER_BY = Target(
    "crm.customer",
    by=("no", "party__name", "party__short_name", "party__uscc"),
    named=lambda customer: f"{customer.no} {customer.party.name}",
)


def first_people(ids: Sequence[UUID]) -> Mapping[UUID, dict[str, Any]]:
    """This will read the first person of each customer, as columns."""
    rows = Contact.objects.filter(customer_id__in=list(ids)).order_by("-created_at", "-id")
    first = {contact.customer_id: contact for contact in rows}
    return {
        pk: {f"{FIRST}{name}": getattr(contact, name) for name in PERSON}
        for pk, contact in first.items()
    }


def change(customer_id: UUID, changes: dict[str, Any], actor: Actor) -> None:
    """This will correct a customer, its company and its first person by their own verbs."""
    parts: dict[str, dict[str, Any]] = {"": {}, "party": {}, "contacts": {}}
    for name, value in changes.items():
        first, _dot, _rest = name.partition(".")
        parts[first if first in parts else ""][name.rpartition(".")[2]] = value
    customer = Customer.objects.get(pk=customer_id)
    if parts["party"]:
        parties.change(customer.party_id, actor=actor, changes=parts["party"])
    if parts[""]:
        actions.change(customer_id, actor=actor, changes=parts[""])
    if parts["contacts"]:
        _change_first(customer, parts["contacts"], actor=actor)


def _change_first(customer: Customer, facts: dict[str, Any], *, actor: Actor) -> None:
    first = Contact.objects.filter(customer=customer).order_by("created_at", "id").first()
    if first is not None:
        actions.change_contact(first.pk, actor=actor, changes=facts)
        return
    whole = {"title": "", "role": Contact.Role.BUYER.value, "phone": "", "email": "", **facts}
    actions.create_contact(
        actor=actor, id=None, customer_id=customer.pk, is_notice_person=False, note="", **whole
    )


plans.register(
    plans.Plan(
        CUSTOMER,
        plans.derive(
            CUSTOMER,
            "party.name",
            "party.short_name",
            "party.uscc",
            "party.kind",
            "party.country",
            "party.province",
            "party.city",
            "party.industry",
            "party.legal_representative",
            "party.phone",
            "level",
            "segment",
            "source",
            "price_tier",
            "payment_terms",
            "invoice_title",
            "invoice_tax_no",
            "invoice_bank",
            "invoice_account",
            "invoice_address",
            "invoice_phone",
            "note",
            *(f"{FIRST}{name}" for name in PERSON),
            inside={"party": Party, "contacts": Contact},
            labels={
                "party.name": _("客户名称"),
                "party.short_name": _("客户简称"),
                "party.kind": _("单位性质"),
                "party.phone": _("单位电话"),
                f"{FIRST}name": _("联系人姓名"),
                f"{FIRST}title": _("联系人职务"),
                f"{FIRST}role": _("联系人角色"),
                f"{FIRST}phone": _("联系人电话"),
                f"{FIRST}email": _("联系人邮箱"),
            },
            guards={
                "party.phone": (("crm.customer", "phone"), ("core.party", "phone")),
                f"{FIRST}phone": (("crm.customer", "contacts.phone"), ("crm.contact", "phone")),
                f"{FIRST}email": (("crm.customer", "contacts.email"), ("crm.contact", "email")),
            },
            examples={
                "party.name": _("无锡太湖电工有限公司"),
                "party.short_name": _("太湖电工"),
                "party.uscc": "91320200MA1XXXXX0X",
                "party.country": "CN",
                "party.province": _("江苏"),
                "level": _("A 级"),
                f"{FIRST}name": _("王工"),
                f"{FIRST}phone": "13812345678",
            },
            aliases={
                "party.name": ("公司名称", "单位名称", "企业名称", "名称", "客户", "公司"),
                "party.uscc": ("信用代码", "税务登记号", "社会信用代码", "uscc"),
                "party.phone": ("电话", "公司电话", "座机"),
                "party.country": ("国家", "地区"),
                "level": ("客户等级", "级别"),
                "source": ("客户来源",),
                "segment": ("行业分类", "客户分类"),
                f"{FIRST}name": ("联系人", "姓名", "主要联系人"),
                f"{FIRST}phone": ("手机", "手机号", "联系电话", "联系手机", "mobile"),
                f"{FIRST}email": ("email", "邮箱", "电子邮箱"),
                f"{FIRST}title": ("职务", "职位"),
            },
        ),
        keys=(("no",), ("party.uscc",), ("party.name",)),
        given=lambda on: {"on": on},
        load=first_people,
        change=change,
        bulk=bringing.bring,
        similar=alike.similar,
        excuse="party.duplicate_reason",
        hint=_("一行一家客户，可同时填写第一位联系人；更多联系人请用联系人导入。"),
    )
)

plans.register(
    plans.Plan(
        CONTACT,
        plans.derive(
            CONTACT,
            "customer_id",
            "name",
            "title",
            "role",
            "phone",
            "email",
            "is_notice_person",
            "note",
            targets={"customer_id": CUSTOMER_BY},
            paths={"customer_id": "customer__no"},
            examples={
                "customer_id": _("KH-2026-0001 或客户名称"),
                "name": _("王工"),
                "phone": "13812345678",
                "is_notice_person": _("否"),
            },
            aliases={
                "customer_id": ("客户编号", "客户名称", "公司", "公司名称", "单位"),
                "name": ("联系人", "联系人姓名"),
                "phone": ("手机", "手机号", "联系电话", "mobile"),
                "email": ("电子邮箱", "邮件"),
                "title": ("职位",),
                "is_notice_person": ("有权点价", "接收通知"),
            },
        ),
        keys=(("id",), ("customer_id", "name")),
        has_owner=False,
    )
)
