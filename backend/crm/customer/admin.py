"""Customers and their people in the back office."""

from urllib.parse import urlencode

from django.contrib import admin
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core.backoffice.manner import Manner
from backend.core.backoffice.pages import ChildTable, DocumentAdmin
from backend.crm.customer.flow import State
from backend.crm.customer.models import Contact, Customer
from backend.crm.customer.schemas import CONTACT, CUSTOMER


def account_of(customer: Customer) -> str:
    """This will lead to the printed statement of account of this year so far."""
    today = timezone.localdate()
    period = {"since": today.replace(month=1, day=1).isoformat(), "until": today.isoformat()}
    address = reverse("api:crm_receivable_statement_pdf")
    return f"{address}?{urlencode({'party_id': str(customer.party_id), **period})}"


@admin.register(Customer)
class CustomerAdmin(DocumentAdmin):
    """A customer with its people, its papers of every kind and its timeline."""

    resource = CUSTOMER
    icon = "handshake"
    place = 10
    columns = (
        "no",
        "name",
        "level",
        "state",
        "city",
        "phone",
        "owner_name",
        "value_group",
        "completeness",
        "last_contact_at",
        "last_deal_on",
    )
    filters = (
        "state",
        "level",
        "value_group",
        "segment",
        "province",
        "owner_id",
        "completeness_below",
    )
    facts = (
        (
            _("客户"),
            ("name", "short_name", "uscc", "level", "segment", "source", "owner_id", "note"),
        ),
        (
            _("往来"),
            ("phone", "province", "city", "last_contact_at", "first_deal_on", "last_deal_on"),
        ),
        (
            _("价值与资料"),
            (
                "value_group",
                "rfm",
                "deals_year",
                "amount_year",
                "valued_on",
                "level_is_pinned",
                "completeness",
                "missing",
            ),
        ),
        (
            _("付款与开票"),
            (
                "price_tier",
                "payment_terms",
                "invoice_title",
                "invoice_tax_no",
                "invoice_bank",
                "invoice_account",
                "invoice_address",
                "invoice_phone",
            ),
        ),
    )
    tables = (
        ChildTable(
            _("联系人"),
            "contacts",
            ("name", "title", "role", "phone", "email", "is_notice_person", "left_on"),
        ),
        ChildTable(_("特殊要求"), "requirements", ("kind", "text", "product_id", "prints_on")),
    )
    labels = {
        "name": _("客户名称"),
        "phone": _("电话"),
        "city": _("城市"),
        "contacts.name": _("姓名"),
        "completeness_below": _("资料完整度低于"),
        "contact": _("联系人"),
        "duplicate_reason": _("不重复的理由（疑似重复时必填）"),
        "party.phones": _("其他电话"),
        "phones": _("其他电话"),
        "lookalikes": _("相似单位"),
        "party": _("公司"),
        "party_id": _("已登记的往来单位（新公司不填）"),
        "until": _("锁定至"),
        "contact_phone": _("联系人电话"),
        "decider": _("决策人"),
    }
    manner = Manner(
        order=("party_id", "party", "level", "segment", "source", "contacts", "requirements"),
        rare=(
            "invoice_title",
            "invoice_tax_no",
            "invoice_bank",
            "invoice_account",
            "invoice_address",
            "invoice_phone",
            "party.kind",
            "party.country",
            "party.legal_representative",
            "party.website",
        ),
    )
    prints = ((_("对账单"), account_of),)
    main_path = (State.PROSPECT, State.DEVELOPING, State.ACTIVE)
    asides = ("rest",)
    party_path = "party_id"
    empty = _("还没有客户。可以新建客户，或把确认有效的线索转为客户。")


@admin.register(Contact)
class ContactAdmin(DocumentAdmin):
    """A person of a customer."""

    resource = CONTACT
    icon = "contacts"
    place = 12
    columns = ("name", "customer_name", "title", "role", "phone", "is_notice_person", "left_on")
    filters = ("role", "is_notice_person", "has_left")
    labels = {"customer_name": _("客户")}
    empty = _("还没有联系人。")
