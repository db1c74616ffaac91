"""What is kept beside a customer: how it is found, how complete its file is, what it asks."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.crm.customer import calc, queries
from backend.crm.customer.models import Customer, Requirement
from backend.goods.product.models import Product


def note_contact(party_id: UUID, *, at: datetime) -> None:
    """This will remember the latest contact with a customer; the follow-up is its event."""
    earlier = Q(last_contact_at=None) | Q(last_contact_at__lt=at)
    Customer.objects.filter(earlier, party_id=party_id).update(last_contact_at=at)


def follow_party(party_id: UUID) -> None:
    """This will let the search box find a customer by its company's present name."""
    found = Customer.objects.filter(party_id=party_id).values_list("pk", flat=True).first()
    if found is not None:
        refresh(found)


def refresh(customer_id: UUID) -> None:
    """This will find a customer by its present names and measure its file anew."""
    rows = Customer.objects.select_for_update(of=("self",)).select_related("party")
    customer = rows.get(pk=customer_id)
    documents.index(customer)
    measure(customer)
    Customer.objects.filter(pk=customer_id).update(
        search_text=customer.search_text,
        search_private=customer.search_private,
        search_grams=customer.search_grams,
        completeness=customer.completeness,
        missing=customer.missing,
    )


def measure(customer: Customer) -> None:
    """This will work out how much of what a customer's level asks for is known."""
    party = customer.party
    customer.completeness, missing = calc.measure(
        customer.level,
        known=queries.known_parts(customer),
        is_chinese_company=party.country == "CN" and party.kind == party.Kind.COMPANY,
    )
    customer.missing = list(missing)


def measure_all() -> int:
    """This will measure every file anew, for rows from before and for rules that changed."""
    rows = Customer.objects.select_related("party").prefetch_related(
        "contacts", "party__addresses", "party__banks"
    )
    changed: list[Customer] = []
    for customer in rows.order_by("pk").iterator(chunk_size=1_000):
        before = (customer.completeness, customer.missing)
        measure(customer)
        if before != (customer.completeness, customer.missing):
            changed.append(customer)
    Customer.objects.bulk_update(changed, ["completeness", "missing"], batch_size=1_000)
    return len(changed)


def replace_requirements(customer: Customer, rows: list[Any], *, actor: Actor) -> None:
    """This will put what a customer asks every time in the place of what it asked before."""
    for index, row in enumerate(rows):
        where = f"requirements.{index}.product_id"
        documents.refer(Product, row.product_id, actor=actor, field=where)
    Requirement.objects.filter(customer=customer).delete()
    Requirement.objects.bulk_create(
        Requirement(customer=customer, seq=seq, **dict(row)) for seq, row in enumerate(rows, 1)
    )
