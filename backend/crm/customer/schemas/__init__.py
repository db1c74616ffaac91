"""A customer and its people as machines see them."""

from backend.crm.customer.schemas.bodies import NewParty, RequirementBody
from backend.crm.customer.schemas.contact import CONTACT, ContactBody
from backend.crm.customer.schemas.customer import (
    CUSTOMER,
    CustomerTimelinePage,
    CustomerTimelineQuery,
)

__all__ = [
    "CONTACT",
    "CUSTOMER",
    "ContactBody",
    "CustomerTimelinePage",
    "CustomerTimelineQuery",
    "NewParty",
    "RequirementBody",
]
