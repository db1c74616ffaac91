"""Questions about customers."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from backend.crm.customer.flow import State
from backend.crm.customer.models import Contact, Customer, Requirement

Part = Customer.Part


def notice_people(party_id: UUID) -> QuerySet[Contact]:
    """This will give the people from whom a price may be fixed and notices are valid."""
    return Contact.objects.filter(
        customer__party_id=party_id, is_notice_person=True, left_on=None
    ).order_by("name", "id")


def printed_requirements(
    party_id: UUID, *, paper: str, products: Collection[UUID] | None = None
) -> list[Requirement]:
    """This will give what must be printed on a paper for this customer, in its own order.

    `products` are those on the paper; what is asked for another product only is left out.
    """
    rows = Requirement.objects.filter(customer__party_id=party_id, prints_on__contains=[paper])
    if products is not None:
        rows = rows.filter(Q(product=None) | Q(product__in=products))
    return list(rows.select_related("product"))


def gone_quiet(*, before: date) -> QuerySet[Customer]:
    """This will give active customers whose last deal was before a day."""
    return Customer.objects.filter(Q(state=State.ACTIVE) & Q(last_deal_on__lt=before))


def known_parts(customer: Customer) -> set[str]:
    """This will name the parts of a customer's file that are filled."""
    party, contacts = customer.party, [c for c in customer.contacts.all() if c.left_on is None]
    told = {
        Part.NAME: party.name,
        Part.USCC: party.uscc,
        Part.PROVINCE: party.province,
        Part.CITY: party.city,
        Part.PHONE: party.phone,
        Part.INDUSTRY: party.industry,
        Part.LEGAL_REPRESENTATIVE: party.legal_representative,
        Part.CONTACT: contacts,
        Part.CONTACT_PHONE: any(contact.phone for contact in contacts),
        Part.DECIDER: any(contact.role == Contact.Role.DECIDER for contact in contacts),
        Part.ADDRESS: party.addresses.all() or customer.invoice_address,
        Part.INVOICE_BANK: customer.invoice_bank or party.banks.all(),
        Part.INVOICE_ACCOUNT: customer.invoice_account or party.banks.all(),
    }
    own = [Part.SOURCE, Part.SEGMENT, Part.PAYMENT_TERMS, Part.PRICE_TIER]
    own += [Part.INVOICE_TITLE, Part.INVOICE_TAX_NO]
    told |= {part: getattr(customer, part.value) for part in own}
    return {part.value for part, value in told.items() if value}
