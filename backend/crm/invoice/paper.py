"""The application for an invoice 开票申请单 for print."""

from django.utils.translation import gettext_lazy as _

from backend.core import capitals, printing
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.party.models import Party, PartyAddress
from backend.core.registry import resource_of
from backend.crm.invoice.models import Invoice


def application(invoice: Invoice, *, actor: Actor) -> bytes:
    """This will print what finance needs to issue the invoice, as PDF.

    Phone and bank account are masked for who may not read them on the customer itself.
    """
    rows = invoice.lines.select_related("line__product").order_by("line__seq")
    return printing.render(
        "crm/invoice/application.html",
        {
            "title": _("开票申请单"),
            "no": invoice.no,
            "on": invoice.made_on,
            "company": invoice.contract.seller.name,
            "invoice": invoice,
            "rows": rows,
            **_private(invoice.party, actor),
            "address": _address(invoice.party),
            "words": capitals.rmb(invoice.amount),
        },
    )


def _private(party: Party, actor: Actor) -> dict[str, str]:
    known = resource_of(Party)
    bank = party.banks.order_by("pk").first()
    account = bank.account if bank else ""
    phone = party.phone
    if not policy.readable(actor, known, ["banks.account"]):
        account = policy.mask_account(account) if account else ""
    if not policy.readable(actor, known, ["phone"]):
        phone = policy.mask_phone(phone) if phone else ""
    return {"bank": bank.bank if bank else "", "account": account, "phone": phone}


def _address(party: Party) -> str:
    """The address for invoices, else the registered one."""
    kinds = (PartyAddress.Kind.INVOICE, PartyAddress.Kind.REGISTERED)
    known = {row.kind: row.text for row in party.addresses.filter(kind__in=kinds)}
    return next((known[kind] for kind in kinds if kind in known), "")
