"""Every table of the crm room."""

from backend.crm.activity.models import FollowUp
from backend.crm.contract.models import Amendment, Contract, ContractLine, PaymentTerm
from backend.crm.credit.models import CreditAccount, CreditEntry
from backend.crm.customer.models import Contact, Customer, Requirement
from backend.crm.delivery.models import Delivery
from backend.crm.fixing.models import Fixing
from backend.crm.invoice.models import Invoice, InvoiceLine
from backend.crm.lead.models import Lead, LeadItem
from backend.crm.opportunity.models import Opportunity, Pipeline, Stage, StageHistory
from backend.crm.quote.models import Quote, QuoteLine, QuoteTerm
from backend.crm.receivable.models import Allocation, PlanLine, Receipt, Refund
from backend.crm.settlement.models import Settlement, SettlementLine

__all__ = [
    "Allocation",
    "Amendment",
    "Contact",
    "Contract",
    "ContractLine",
    "CreditAccount",
    "CreditEntry",
    "Customer",
    "Delivery",
    "Fixing",
    "FollowUp",
    "Invoice",
    "InvoiceLine",
    "Lead",
    "LeadItem",
    "Opportunity",
    "PaymentTerm",
    "Pipeline",
    "PlanLine",
    "Quote",
    "QuoteLine",
    "QuoteTerm",
    "Receipt",
    "Refund",
    "Requirement",
    "Settlement",
    "SettlementLine",
    "Stage",
    "StageHistory",
]
