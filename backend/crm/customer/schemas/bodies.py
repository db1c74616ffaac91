"""What is sent to win a customer, and what may be corrected."""

from typing import Annotated

from pydantic import Field

from backend.core import types
from backend.core.party.models import Party
from backend.core.party.schemas import AddressBody, AssignTo, BankBody, PhoneBody
from backend.crm.customer.models import Customer, Requirement
from backend.crm.customer.schemas.contact import ContactBody

Paper = types.one_of(Requirement.Paper)


class NewParty(types.In):
    """A company or person who is not on file yet."""

    kind: types.one_of(Party.Kind) = Party.Kind.COMPANY.value
    name: types.Name
    short_name: types.text(64) = ""
    uscc: types.text(18) = ""
    country: types.text(2, minimum=2) = "CN"
    province: types.text(32) = ""
    city: types.text(32) = ""
    industry: types.text(64) = ""
    legal_representative: types.text(64) = ""
    phone: types.text(32) = ""
    website: types.Line = ""
    email: types.text(128) = ""
    phones: Annotated[list[PhoneBody], Field(max_length=50)] = []
    addresses: Annotated[list[AddressBody], Field(max_length=50)] = []
    banks: Annotated[list[BankBody], Field(max_length=50)] = []
    duplicate_reason: types.text(500) = ""


class RequirementBody(types.In):
    """Something to be done for this customer every time."""

    kind: types.one_of(Requirement.Kind)
    text: types.text(500, minimum=1)
    product_id: types.Id | None = None
    prints_on: Annotated[list[Paper], Field(max_length=5)] = []


class CustomerIn(types.In):
    """What is needed to win a company as a customer: one on file, or a new one."""

    id: types.Id | None = None
    on: types.Day
    party_id: types.Id | None = None
    party: NewParty | None = None
    level: types.one_of(Customer.Level) = Customer.Level.C.value
    segment: types.text(64) = ""
    source: types.text(64) = ""
    price_tier: types.text(64) = ""
    payment_terms: types.Line = ""
    invoice_title: types.Line = ""
    invoice_tax_no: types.text(20) = ""
    invoice_bank: types.text(120) = ""
    invoice_account: types.text(40) = ""
    invoice_address: types.text(300) = ""
    invoice_phone: types.text(32) = ""
    note: types.Note = ""
    contacts: Annotated[list[ContactBody], Field(max_length=50)] = []
    requirements: Annotated[list[RequirementBody], Field(max_length=50)] = []


class CustomerPatch(types.In):
    """The facts of a customer that may be corrected; absent fields stay."""

    level: types.one_of(Customer.Level) = Customer.Level.C.value
    level_is_pinned: types.Flag = False
    segment: types.text(64) = ""
    source: types.text(64) = ""
    price_tier: types.text(64) = ""
    payment_terms: types.Line = ""
    invoice_title: types.Line = ""
    invoice_tax_no: types.text(20) = ""
    invoice_bank: types.text(120) = ""
    invoice_account: types.text(40) = ""
    invoice_address: types.text(300) = ""
    invoice_phone: types.text(32) = ""
    note: types.Note = ""
    requirements: Annotated[list[RequirementBody], Field(max_length=50)] = []


class CustomerAssign(AssignTo):
    """Whose a customer becomes, and whether its open papers go along."""

    along: types.Flag = True


class CustomerLock(types.In):
    """Until when and why a customer does not fall back to a pool."""

    until: types.Day
    reason: types.Reason
